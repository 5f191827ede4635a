import type { TargetFacts } from "../files/facts.ts";
import { inFolder } from "../files/paths.ts";

/** Those of our folders that hold nothing once these paths are removed; the innermost first. */
export function emptiedFolders(
  ours: readonly string[],
  removals: readonly string[],
  facts: TargetFacts,
): string[] {
  const removed = new Set([...removals, ...facts.leftovers]);
  // An inner folder sorts after those around it.
  return [...ours]
    .sort()
    .reverse()
    .filter((folder) => {
      const fact = facts.folders.get(folder);
      const emptied =
        fact?.kind === "folder" && fact.entries.every((entry) => removed.has(inFolder(folder, entry)));
      if (emptied) removed.add(folder);
      return emptied;
    });
}
