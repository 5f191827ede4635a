import type { YAMLError } from "yaml";
import type { Position, Problem } from "./problem.ts";

/** What is no YAML at all, one problem for each line: the first of a line most often makes the others. */
export function syntaxProblems(
  errors: readonly YAMLError[],
  positionOf: (offset: number) => Position,
): readonly Problem[] {
  const byLine = new Map<number, Problem>();
  for (const { code, message, pos } of errors) {
    const at = positionOf(pos[0]);
    if (byLine.has(at.line)) continue;
    const hint = hints[code] ?? "compare the line with those around it";
    byLine.set(at.line, {
      at,
      key: "",
      sentence: `this is no valid YAML (${clean(code, message)}); ${hint}.`,
    });
  }
  return [...byLine.values()];
}

/** The library's words, as a clause: "Missing closing 'quote" lacks a quotation mark or a blank. */
function clean(code: YAMLError["code"], message: string): string {
  if (code === "RESOURCE_EXHAUSTION") return "too many levels inside each other";
  return message
    .replaceAll(/\s+/g, " ")
    .replace(/closing (["'])quote$/, "closing $1")
    .replace(/[.:] ?$/, "")
    .replace(/^./, (letter) => letter.toLowerCase());
}

const hints: { readonly [code in YAMLError["code"]]?: string } = {
  TAB_AS_INDENT: "indent with blanks",
  BAD_INDENT: "indent it as the lines of the same list or mapping",
  BLOCK_AS_IMPLICIT_KEY: 'correct the indentation, or put a text that holds ": " in quotes',
  MULTILINE_IMPLICIT_KEY: 'write "key: value" on one line',
  MISSING_CHAR: "close what is opened here or above, and write a colon after each key",
  BAD_SCALAR_START: "put a text that begins with this character in quotes",
  BAD_DQ_ESCAPE: "in double quotes a backslash begins an escape; take single quotes",
  RESOURCE_EXHAUSTION: "nothing in this file needs so many levels",
};
