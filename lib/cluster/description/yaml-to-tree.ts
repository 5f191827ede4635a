import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { formatKey, type Path, type Position, type Problem, quote } from "./problem.ts";
import type { YamlEntry, YamlTree } from "./yaml-tree.ts";

/** Deeper than any key of the file by far. */
const maxDepth = 16;

/** Makes a tree of a document that is valid YAML, and tells what in it is not read. */
export function toTree(
  root: Node,
  text: string,
  positionOf: (offset: number) => Position,
): { readonly tree: YamlTree; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const refuse = (at: Position, path: Path, what: string): YamlTree => {
    const key = formatKey(path);
    problems.push({ at, key, sentence: `${key || "the file"} ${what}.` });
    return { kind: "refused", at };
  };
  const placeOf = (node: unknown, fallback: Position): Position => {
    const range = (node as Node | null | undefined)?.range;
    return range ? positionOf(range[0]) : fallback;
  };

  const visit = (node: unknown, path: Path, near: Position): YamlTree => {
    const at = placeOf(node, near);
    if (path.length > maxDepth) return refuse(at, path.slice(0, 3), "has far too many levels inside it");
    if (isAlias(node))
      return refuse(at, path, `is an alias (*${node.source}), which is not read; write it out`);
    if (isScalar(node) || isMap(node) || isSeq(node)) refuseProperties(node, path, at);
    if (isMap(node)) return { kind: "mapping", at, entries: entriesOf(node, path, at) };
    if (isSeq(node)) {
      return { kind: "list", at, items: node.items.map((item, index) => visit(item, [...path, index], at)) };
    }
    const value = isScalar(node) ? node.value : null;
    if (
      value === null ||
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "boolean"
    ) {
      return { kind: "scalar", at, value, source: (isScalar(node) && node.source) || "" };
    }
    return refuse(at, path, "is no text, number, list or mapping");
  };

  /** They stand before what they belong to, sometimes lines before. */
  const refuseProperties = (node: Node & { anchor?: string; tag?: string }, path: Path, at: Position) => {
    const { anchor, tag, range } = node;
    const before = (mark: string) => {
      const offset = range ? text.lastIndexOf(mark, range[0]) : -1;
      return offset === -1 ? at : positionOf(offset);
    };
    if (anchor !== undefined) {
      refuse(before(`&${anchor}`), path, `has an anchor (&${anchor}), which is not read; delete it`);
    }
    if (tag !== undefined) {
      const written = tag.replace("tag:yaml.org,2002:", "!!");
      refuse(before(written), path, `has a tag (${written}), which is not read; delete it`);
    }
  };

  const entriesOf = (map: YAMLMap, path: Path, near: Position): readonly YamlEntry[] => {
    const entries = new Map<string, YamlEntry>();
    for (const { key: keyNode, value } of map.items as readonly Pair[]) {
      const keyAt = placeOf(keyNode, near);
      if (!isScalar(keyNode)) {
        refuse(keyAt, path, "has a key that is no plain word; write each key as one word and a colon");
        continue;
      }
      refuseProperties(keyNode, path, keyAt);
      const key = typeof keyNode.value === "string" ? keyNode.value : (keyNode.source ?? "");
      const first = entries.get(key);
      if (key === "<<") {
        refuse(keyAt, path, "has a merge key (<<), which is not read; write the keys out");
      } else if (first !== undefined) {
        refuse(
          keyAt,
          path,
          `has the key ${quote(key)} a second time, after line ${first.keyAt.line}; keep one`,
        );
      } else {
        entries.set(key, { key, keyAt, value: visit(value, [...path, key], keyAt) });
      }
    }
    return [...entries.values()];
  };

  return { tree: visit(root, [], { line: 1, column: 1 }), problems };
}
