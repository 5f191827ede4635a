import type { Command } from "commander";

/** A piece of what a command's help says below its options. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  /** Lines as they stand: commands to type, columns. Common blanks in front are taken away. */
  | { readonly kind: "lines"; readonly lines: readonly string[] };

/** The text that was added with addHelpText("after"): commander prints it and has no other way to it. */
export function explanationOf(command: Command): string {
  let printed = "";
  const before = command.configureOutput();
  command.configureOutput({
    writeOut: (text) => {
      printed += text;
    },
  });
  try {
    command.outputHelp();
  } finally {
    command.configureOutput(before);
  }
  return printed.slice(command.helpInformation().length).trim();
}

/** Pure: what is indented stands as it is, what is not flows. */
export function blocksOf(explanation: string): readonly Block[] {
  const blocks: Block[] = [];
  let under: { readonly isIndented: boolean; readonly lines: string[] } | undefined;
  const close = () => {
    if (under === undefined) return;
    const { isIndented, lines } = under;
    blocks.push(
      isIndented
        ? { kind: "lines", lines: withoutMargin(lines) }
        : { kind: "paragraph", text: lines.join(" ") },
    );
    under = undefined;
  };
  for (const line of explanation.split("\n")) {
    const isIndented = line.startsWith(" ");
    if (line === "" || (under !== undefined && under.isIndented !== isIndented)) close();
    if (line === "") continue;
    under ??= { isIndented, lines: [] };
    under.lines.push(line);
  }
  close();
  return blocks;
}

/** Pure: the commands below "Examples:", as they are typed. */
export function examplesIn(explanation: string): readonly string[] {
  const blocks = blocksOf(explanation);
  const heading = blocks.findIndex(({ kind, ...rest }) => "text" in rest && rest.text.endsWith("Examples:"));
  const below = heading === -1 ? undefined : blocks[heading + 1];
  return below?.kind === "lines" ? below.lines : [];
}

function withoutMargin(lines: readonly string[]): readonly string[] {
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(margin));
}
