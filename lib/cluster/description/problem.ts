/** One thing that is wrong with the cluster file. */
export type Problem = {
  /** Where, counted from 1; absent where it concerns the file as a whole. */
  readonly at?: Position;
  /** e.g. "nodes[1].addresses.ssh"; empty for the file as a whole. */
  readonly key: string;
  /** A whole sentence, which names the key, what was found there and what is accepted. */
  readonly sentence: string;
};

export type Position = { readonly line: number; readonly column: number };

export type Path = readonly (string | number)[];

/** "nodes[1].addresses.ssh"; a key that is no plain word is quoted. */
export function formatKey(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const word = /^[A-Za-z_][A-Za-z0-9_-]{0,39}$/.test(step) ? step : quote(step);
      return index === 0 ? word : `.${word}`;
    })
    .join("");
}

/**
 * What was found, in double quotes and on one line, at most 60 characters of it. What a terminal would obey or not
 * show is written as an escape.
 */
export function quote(text: string): string {
  const characters = [...text];
  const shown = characters.slice(0, 60).join("");
  return `${escapeUnseen(JSON.stringify(shown))}${characters.length > 60 ? "…" : ""}`;
}

/** `\p{C}`: control, format, unassigned and lone surrogates; `\p{Z}`: blanks of all kinds but the plain one. */
function escapeUnseen(text: string): string {
  return text.replaceAll(/(?! )[\p{C}\p{Z}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

/** In the order of the file, each once. */
export function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  const rank = ({ at }: Problem) => (at === undefined ? 0 : at.line * 2 ** 21 + at.column);
  const seen = new Set<string>();
  return problems
    .toSorted((a, b) => rank(a) - rank(b))
    .filter((each) => {
      const text = describeProblem("", each);
      return !seen.has(text) && seen.add(text);
    });
}

/** "/etc/xensan/cluster.yaml, line 4, column 11: …"; a problem of the file as a whole may name it itself, and once is enough. */
export function describeProblem(file: string, { at, sentence }: Problem): string {
  if (at !== undefined) return `${file}, line ${at.line}, column ${at.column}: ${sentence}`;
  return sentence.startsWith(`${file} `) ? sentence : `${file}: ${sentence}`;
}

const mostShown = 25;

/** All problems for a person, one on a line, but no more than 25. */
export function describeProblems(file: string, problems: readonly Problem[]): string {
  const lines = problems.slice(0, mostShown).map((each) => describeProblem(file, each));
  const more = problems.length > lines.length ? [`${file}: further problems are left out here.`] : [];
  return [...lines, ...more].join("\n");
}
