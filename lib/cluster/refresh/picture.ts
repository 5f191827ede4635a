import type { ShownResource } from "../resources/resources.ts";

/** What of a picture is not as it should be. */
export type Wrong = {
  /** The resources that are shown elsewhere. */
  readonly ids: readonly string[];
  /** Where they are shown, and where the guest is: who looks anew there sees all that has changed. */
  readonly hosts: readonly string[];
  /** None of them is shown anywhere. */
  readonly isNowhere: boolean;
};

/**
 * Whether the resources that watch a guest are shown where it runs, and nowhere else. One that is shown as failed, or not at all,
 * is shown elsewhere.
 *
 * @param on where the guest runs; none: nowhere
 * @returns undefined: all is right
 */
export function wrongIn(
  shown: readonly ShownResource[],
  ids: readonly string[],
  on: readonly string[],
): Wrong | undefined {
  const all = ids.map((id) => ({ id, resource: shown.find((each) => each.id === id) }));
  const wrong = all.filter(({ resource }) => resource === undefined || !isShownOn(resource, on));
  if (wrong.length === 0) return undefined;
  const hosts = wrong.flatMap(({ resource }) => (resource === undefined ? [] : placesOf(resource)));
  const isNowhere = hosts.length === 0;
  return { ids: wrong.map(({ id }) => id), hosts: [...new Set([...hosts, ...on])], isNowhere };
}

function isShownOn({ startedOn, failedOn }: ShownResource, on: readonly string[]): boolean {
  return (
    failedOn.length === 0 && startedOn.length === on.length && on.every((host) => startedOn.includes(host))
  );
}

function placesOf({ startedOn, failedOn }: ShownResource): readonly string[] {
  return [...startedOn, ...failedOn.map(({ node }) => node)];
}
