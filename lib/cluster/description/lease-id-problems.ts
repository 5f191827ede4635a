import { formatKey, type Path, type Problem } from "./problem.ts";
import { partAt, positionAt, type YamlTree } from "./yaml-tree.ts";

/**
 * Where the lease is a volume each node needs a number of its own there. Where it is none a number would mean nothing,
 * and could be forgotten, and given to another host, before there is a volume again.
 */
export function leaseIdProblems(tree: YamlTree): readonly Problem[] {
  const nodes = partAt(tree, ["nodes"]);
  const lease = partAt(tree, ["lease"]);
  if (nodes?.kind !== "list" || lease?.kind !== "scalar" || typeof lease.value !== "string") return [];
  const hasVolume = lease.value !== "none";
  const owners = new Map<number, Path>();
  return [...nodes.items.keys()].flatMap((index) => {
    const path = ["nodes", index, "leaseId"];
    const part = partAt(tree, path);
    if (part === undefined) return hasVolume ? missing(tree, path) : [];
    if (part.kind !== "scalar") return [];
    if (!hasVolume)
      return [problem(tree, path, `is ${part.source}, but must be left out where lease is none`)];
    if (typeof part.value !== "number") return [];
    const owner = owners.get(part.value);
    if (owner === undefined) {
      owners.set(part.value, ["nodes", index]);
      return [];
    }
    return [
      problem(
        tree,
        path,
        `is ${part.source}, which is that of ${formatKey(owner)} already; each must have its own`,
      ),
    ];
  });
}

function missing(tree: YamlTree, path: Path): readonly Problem[] {
  const node = partAt(tree, path.slice(0, -1));
  if (node?.kind !== "mapping") return [];
  const what =
    "is missing; where lease is a volume it must be a whole number from 1 to 2000 that no other node has";
  return [problem(tree, path, what)];
}

function problem(tree: YamlTree, path: Path, what: string): Problem {
  const key = formatKey(path);
  return { at: positionAt(tree, path), key, sentence: `${key} ${what}.` };
}
