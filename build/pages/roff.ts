import type { Block } from "../../admin/help/explanation.ts";

/**
 * Lines of a manual page, in the macros of man(7), as groff and mandoc read them. Every "-" is a minus sign, and every quote
 * the one on the keyboard, so that what is copied from the page can be typed.
 */
export function escaped(text: string): string {
  const inner = text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti")
    .replaceAll("…", "...");
  const odd = /[^\u0020-\u007e]/u.exec(inner)?.[0];
  if (odd !== undefined) throw new Error(`a manual page cannot hold ${JSON.stringify(odd)}: ${text}`);
  // A line that begins with a full stop would be a macro.
  return inner.startsWith(".") ? `\\&${inner}` : inner;
}

/** An argument of a macro. */
export function argument(text: string): string {
  return `"${escaped(text).replaceAll('"', "\\(dq")}"`;
}

/** Each sentence on a line of its own: the formatters fill the lines, and put its space behind a full stop. */
export function prose(text: string): readonly string[] {
  return wrapped(text).map(escaped);
}

export function section(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${argument(title.toUpperCase())}`, ...lines];
}

/** A word, and what it means beside or below it. */
export function item(term: string, lines: readonly string[]): readonly string[] {
  return [".TP", `.B ${argument(term)}`, ...lines];
}

/** As it stands, in a fixed font. */
export function literal(lines: readonly string[]): readonly string[] {
  return [".PP", ".RS 4", ".EX", ...lines.map(escaped), ".EE", ".RE"];
}

/** @param isBelowHeading the first paragraph needs no space above it */
export function blocks(all: readonly Block[], { isBelowHeading = false } = {}): readonly string[] {
  return all.flatMap((block, index) =>
    block.kind === "lines"
      ? literal(block.lines)
      : [...(isBelowHeading && index === 0 ? [] : [".PP"]), ...prose(block.text)],
  );
}

const longestLine = 76;

/** Lines of text, broken at blanks and behind each sentence. */
function wrapped(text: string): readonly string[] {
  return text.split(/(?<=[.:?!]) (?=[A-Z"/-])/).flatMap((sentence) => {
    const lines: string[] = [];
    for (const word of sentence.split(/\s+/).filter((each) => each !== "")) {
      const last = lines.at(-1);
      if (last !== undefined && escaped(`${last} ${word}`).length <= longestLine) {
        lines[lines.length - 1] = `${last} ${word}`;
      } else lines.push(word);
    }
    return lines;
  });
}
