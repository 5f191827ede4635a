import type { OldPicture } from "../cluster/refresh/mend-pictures.ts";
import { outOfSight } from "../cluster/refresh/sentence.ts";
import type { EvacuationRecord } from "./record/record.ts";

/** Where guests are after an evacuation: on one host; nowhere, which is no host; undefined: something went wrong with it. */
export type Places = ReadonlyMap<string, readonly string[] | undefined>;

/** Of the guests that an evacuation has moved or shut down, or has begun to. */
export function placesAfter({ moves, shutdowns }: Pick<EvacuationRecord, "moves" | "shutdowns">): Places {
  const begun = [...moves, ...shutdowns].map(({ guest }): Place => [guest, undefined]);
  const down = shutdowns.filter(isDone).map(({ guest }): Place => [guest, []]);
  const moved = moves.filter(isDone).map(({ guest, to }): Place => [guest, [to]]);
  return new Map([...begun, ...down, ...moved]);
}

type Place = readonly [string, readonly string[] | undefined];

function isDone({ outcome }: { readonly outcome: string }): boolean {
  return outcome === "done";
}

/**
 * Why the cluster manager may go on showing an old picture of guests: one clause each, with those that it is about. A destination that
 * the cluster here has lost shows nothing here, however well it is told to look.
 */
export function problemsOf(
  old: readonly OldPicture[],
  places: Places,
  here: string,
  isGone: (host: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const about = new Map<string, readonly string[]>();
  for (const { guest, problems } of old) {
    const outside = (places.get(guest) ?? []).filter(isGone).map((host) => outOfSight(host, here));
    for (const problem of [...problems, ...outside])
      about.set(problem, [...(about.get(problem) ?? []), guest]);
  }
  return about;
}
