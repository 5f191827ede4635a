import { Composer, type CST, LineCounter, type ParsedNode, Parser } from "yaml";
import type { Position, Problem } from "./problem.ts";
import { syntaxProblems } from "./syntax-problem.ts";
import { toTree } from "./yaml-to-tree.ts";
import type { YamlTree } from "./yaml-tree.ts";

export type ReadYaml =
  /** With problems where some of it was refused: the rest can still be judged. */
  | { readonly kind: "read"; readonly tree: YamlTree; readonly problems: readonly Problem[] }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Reads one document in YAML 1.2's core schema, in which `no` and `on` are text, and 1e3 and 10.0 are numbers. Refused
 * is what would make the file mean more than it shows: anchors, aliases, merge keys, tags, directives, a second
 * document, a key that stands twice.
 */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const special = tokensProblems(tokens, positionOf);
  if (special.length > 0) return { kind: "refused", problems: special };
  const [document] = new Composer<ParsedNode>(options).compose(tokens);
  if (document === undefined || document.contents === null) return { kind: "refused", problems: [empty] };
  if (document.errors.length > 0) {
    return { kind: "refused", problems: syntaxProblems(document.errors, positionOf) };
  }
  return { kind: "read", ...toTree(document.contents, text, positionOf) };
}

const options = {
  version: "1.2",
  schema: "core",
  // Found while the tree is made: the library's own search takes minutes for 100,000 keys.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

const empty: Problem = { key: "", sentence: "the file is empty; it must name nodes, dialect and lease." };

/** A directive could change what all other lines mean (%YAML 1.1 makes `no` a truth value). */
function tokensProblems(
  tokens: readonly CST.Token[],
  positionOf: (offset: number) => Position,
): readonly Problem[] {
  const documents = tokens.filter(({ type }) => type === "document");
  const refused: (readonly [CST.Token, string])[] = tokens.flatMap((token) =>
    token.type === "directive"
      ? [[token, "a line that begins with % is a directive of YAML, and none is read here; delete it."]]
      : [],
  );
  const second = documents[1];
  if (second !== undefined) {
    refused.push([second, "a second document begins here, and the file must hold one; delete one of them."]);
  }
  return refused.map(([{ offset }, sentence]) => ({ at: positionOf(offset), key: "", sentence }));
}
