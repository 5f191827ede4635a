import type { Path, Position } from "./problem.ts";

/** A YAML document without anything that YAML has beyond JSON, with the place of each part. */
export type YamlTree =
  | {
      readonly kind: "scalar";
      readonly value: string | number | boolean | null;
      /** As it is written, without quotes: 10.0 where the value is the number 10. */
      readonly source: string;
      readonly at: Position;
    }
  | { readonly kind: "list"; readonly items: readonly YamlTree[]; readonly at: Position }
  | { readonly kind: "mapping"; readonly entries: readonly YamlEntry[]; readonly at: Position }
  /** A problem was told of it already, and its value is not known. */
  | { readonly kind: "refused"; readonly at: Position };

export type YamlEntry = { readonly key: string; readonly keyAt: Position; readonly value: YamlTree };

/** The tree as plain values; what was refused is undefined. */
export function plainValue(tree: YamlTree): unknown {
  switch (tree.kind) {
    case "scalar":
      return tree.value;
    case "list":
      return tree.items.map(plainValue);
    case "mapping":
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plainValue(value)]));
    case "refused":
      return undefined;
  }
}

/** What stands at a path; undefined where nothing does. */
export function partAt(tree: YamlTree, path: Path): YamlTree | undefined {
  let part: YamlTree | undefined = tree;
  for (const step of path) {
    if (part?.kind === "list" && typeof step === "number") part = part.items[step];
    else if (part?.kind === "mapping") part = part.entries.find(({ key }) => key === step)?.value;
    else return undefined;
  }
  return part;
}

/** The place of what stands at a path, or of the nearest part around it. */
export function positionAt(tree: YamlTree, path: Path): Position {
  for (let length = path.length; length > 0; length--) {
    const part = partAt(tree, path.slice(0, length));
    if (part !== undefined) return part.at;
  }
  return tree.at;
}
