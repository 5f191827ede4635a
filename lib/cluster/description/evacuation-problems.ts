import { defaultEvacuation } from "./description.ts";
import { formatKey, type Problem } from "./problem.ts";
import { partAt, positionAt, type YamlTree } from "./yaml-tree.ts";

/** Deadlines nest: what is kept for shutting down must leave time for moving. */
export function evacuationProblems(tree: YamlTree): readonly Problem[] {
  const deadline = secondsAt(tree, "deadlineSeconds");
  const shutdown = secondsAt(tree, "shutdownSeconds");
  if (deadline === undefined || shutdown === undefined || shutdown * 2 <= deadline) return [];
  const written = partAt(tree, ["evacuation", "shutdownSeconds"]) !== undefined;
  const path = ["evacuation", written ? "shutdownSeconds" : "deadlineSeconds"];
  const sentence = written
    ? `${formatKey(path)} is ${shutdown}, but it must be at most half of deadlineSeconds, which is ${deadline}.`
    : `${formatKey(path)} is ${deadline}, but it must be at least twice shutdownSeconds, which is ${shutdown} where it is left out.`;
  return [{ at: positionAt(tree, path), key: formatKey(path), sentence }];
}

/** Undefined: no number, and told of elsewhere. */
function secondsAt(tree: YamlTree, key: "deadlineSeconds" | "shutdownSeconds"): number | undefined {
  const part = partAt(tree, ["evacuation", key]);
  if (part === undefined) return defaultEvacuation[key];
  return part.kind === "scalar" && typeof part.value === "number" ? part.value : undefined;
}
