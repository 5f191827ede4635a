import type { VolumeSight, VolumesReport } from "../../lib/storage/own-volumes.ts";
import type { NodeAnswer } from "./ask.ts";

/** Pure: what the answers of the nodes come to. */

export type Result = "done" | "asked" | "would-do" | "failed" | "silent";

/** How an activation went on one node. */
export function resultOf({ answer }: NodeAnswer, dryRun: boolean): Result {
  switch (answer.kind) {
    case "silent":
      return "silent";
    case "asked":
      return answer.problem === undefined ? "asked" : "failed";
    case "answered":
      if (answer.report.problem !== undefined) return "failed";
      if (dryRun) return "would-do";
      return answer.report.volumes.every(isUsable) ? "done" : "failed";
  }
}

export function isUsable({ state }: VolumeSight): boolean {
  return state === "usable";
}

/** What is wrong on one node, one clause; undefined: nothing. Volumes that an activation is to mend are not wrong before it. */
export function problemOf({ problem, volumes }: VolumesReport, dryRun: boolean): string | undefined {
  const missing = dryRun ? [] : volumes.filter((volume) => !isUsable(volume)).map(inWords);
  const parts = [...shortened(missing), ...(problem === undefined ? [] : [problem])];
  return parts.length === 0 ? undefined : parts.join("; ");
}

function shortened(missing: readonly string[]): readonly string[] {
  const more = missing.length - namedAtMost;
  const named = missing.slice(0, namedAtMost).join(", ");
  return missing.length === 0 ? [] : [more > 0 ? `${named} and ${more} more` : named];
}

const namedAtMost = 8;

function inWords({ path, state }: VolumeSight): string {
  return `${path} ${stateWords[state]}`;
}

/** After a device path. */
export const stateWords = {
  usable: "is usable",
  absent: "is not there",
  "not-a-block-device": "is no block device",
  dead: "has no device behind it",
  unknown: "cannot be looked at",
} as const;

/** One volume on all nodes that could tell. */
export type Spread = {
  readonly name: string;
  readonly path: string;
  readonly sights: readonly { readonly node: string; readonly sight: VolumeSight | undefined }[];
};

/** By name, what any of the nodes lists; a node that cannot tell its volumes is left out of it. */
export function spreadOf(answers: readonly NodeAnswer[]): readonly Spread[] {
  const told = answers.flatMap(({ node, answer }) =>
    answer.kind === "answered" && !isBlind(answer.report) ? [{ node, volumes: answer.report.volumes }] : [],
  );
  const seen = new Map<string, VolumeSight>();
  for (const { volumes } of told) {
    for (const volume of volumes) {
      const before = seen.get(volume.path);
      // A node whose volume manager lists the volume knows its name, and another one only its path.
      if (before === undefined || before.name === before.path) seen.set(volume.path, volume);
    }
  }
  return [...seen.values()]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, path }) => ({
      name,
      path,
      sights: told.map(({ node, volumes }) => ({ node, sight: volumes.find((each) => each.path === path) })),
    }));
}

/** Nothing was seen, because the look failed. */
function isBlind({ problem, volumes }: VolumesReport): boolean {
  return problem !== undefined && volumes.length === 0;
}

/** Why hosts do not see the same of a volume, one sentence each. */
export function differencesIn(spread: Spread): readonly string[] {
  const usable = spread.sights.filter(({ sight }) => sight !== undefined && isUsable(sight));
  const others = spread.sights.filter(({ sight }) => sight === undefined || !isUsable(sight));
  const sizes = new Set(usable.flatMap(({ sight }) => sight?.size ?? []));
  const { path } = spread;
  return [
    ...(usable.length > 0 && others.length > 0
      ? [`${path} is not usable on ${listed(others)}: run xensan volumes activate ${path} --all-nodes.`]
      : []),
    ...(sizes.size > 1
      ? [
          `${path} has not one size on all hosts: run xensan volumes activate ${path} --all-nodes --refresh, and look at the ` +
            "paths to the SAN if that does not mend it.",
        ]
      : []),
  ];
}

export function listed(nodes: readonly { readonly node: string }[]): string {
  return nodes.map(({ node }) => node).join(", ");
}
