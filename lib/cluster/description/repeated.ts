import { formatKey, type Path, type Problem, quote } from "./problem.ts";
import { partAt, positionAt, type YamlTree } from "./yaml-tree.ts";

/** A text, and where it stands. */
export type Text = { readonly path: Path; readonly text: string };

export function textsAt(tree: YamlTree, paths: readonly Path[]): readonly Text[] {
  return paths.flatMap((path) => {
    const part = partAt(tree, path);
    return part?.kind === "scalar" && typeof part.value === "string" ? [{ path, text: part.value }] : [];
  });
}

export function indexes(tree: YamlTree, path: Path): readonly number[] {
  const part = partAt(tree, path);
  return part?.kind === "list" ? [...part.items.keys()] : [];
}

export function problem(tree: YamlTree, { path, text }: Text, what: string): Problem {
  const key = formatKey(path);
  return { at: positionAt(tree, path), key, sentence: `${key} is ${quote(text)}, ${what}.` };
}

export function repeated(
  tree: YamlTree,
  texts: readonly Text[],
  word: string,
  canonical: (text: string) => string,
): readonly Problem[] {
  const first = new Map<string, Text>();
  return texts.flatMap((each) => {
    const before = first.get(canonical(each.text));
    if (before === undefined) {
      first.set(canonical(each.text), each);
      return [];
    }
    const owner = formatKey(before.path.slice(0, before.path.findLastIndex(Number.isInteger) + 1));
    return [problem(tree, each, `which is the ${word} of ${owner} already; each must have its own`)];
  });
}

/** In a list of plain texts. */
export function repeatedItems(
  tree: YamlTree,
  list: Path,
  canonical: (text: string) => string = (text) => text,
): readonly Problem[] {
  const seen = new Set<string>();
  const items = textsAt(
    tree,
    indexes(tree, list).map((index) => [...list, index]),
  );
  return items.flatMap((each) => {
    if (!seen.has(canonical(each.text))) {
      seen.add(canonical(each.text));
      return [];
    }
    return [problem(tree, each, "which stands in this list already; delete one")];
  });
}
