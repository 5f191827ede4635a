import type { Completion, Values } from "./tree.ts";

/**
 * What bash and zsh do alike: patterns of a case over "PATH:WORD", by which a command line is read up to the cursor.
 * Only what stands in declarations gets into a script, and quoted.
 */
export function readingCases(completions: readonly Completion[]): readonly string[] {
  const known = new Set(completions.map(({ path }) => path));
  return completions.flatMap(({ path, commands, options }) => [
    ...commands
      .map(({ word }) => ({ word, deeper: `${path} ${word}` }))
      .filter(({ deeper }) => known.has(deeper))
      .map(({ word, deeper }) => `${quoted(`${path}:${word}`)}) at=${quoted(deeper)} ;;`),
    ...options.flatMap(({ word, value }) =>
      value === undefined ? [] : [`${quoted(`${path}:${word}`)}) value=${quoted(kindOf(value))} ;;`],
    ),
  ]);
}

/** What stands at the cursor where it is no option: patterns over "PATH:OPERANDS BEFORE". */
export function operandCases(completions: readonly Completion[]): readonly string[] {
  return completions.flatMap(({ path, commands, operands }) =>
    commands.length > 0
      ? [`${quoted(`${path}:0`)}) kind=commands ;;`]
      : operands.map(({ values, isRepeated }, index) => {
          const pattern = isRepeated ? `${quoted(`${path}:`)}*` : quoted(`${path}:${index}`);
          return `${pattern}) kind=${quoted(kindOf(values))} ;;`;
        }),
  );
}

/** For the shell's variable: "guests", or "words on off". */
function kindOf(values: Values): string {
  return values.kind === "words" ? `words ${values.words.join(" ")}` : values.kind;
}

/** For any shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function indented(blanks: number, lines: readonly string[]): string {
  return lines.map((line) => `${" ".repeat(blanks)}${line}`).join("\n");
}
