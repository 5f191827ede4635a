import type { Note } from "../../cib/upgrade/report.ts";
import { upgradeCib } from "../../cib/upgrade/upgrade.ts";
import { xmlText } from "../../cib/xml-text.ts";
import { writeFileAtomically } from "../../lib/system/atomic-file.ts";
import { lstatIfThere } from "../files/look.ts";
import { refuseDash } from "../files/named-file.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { readInput } from "./input.ts";
import { count, labelled } from "./lay-out.ts";

/** `xensan cib upgrade`. */
export function upgrade(terminal: Terminal, file: string, output: string | undefined): void {
  if (output !== undefined) refuseToOverwrite(output);
  const result = upgradeCib(readInput(terminal, file));
  if (result.kind === "refused") {
    throw new AdminError(adminExit.usage, `${file === "-" ? "standard input" : file}: ${result.reason}`);
  }
  const text = xmlText(result.output);
  if (output === undefined) terminal.out(text);
  else write(output, text);
  terminal.err(notesText(result.notes));
  if (result.notes.some(({ kind }) => kind === "lost" || kind === "wrong"))
    terminal.endWith(adminExit.refused);
}

function refuseToOverwrite(output: string): void {
  refuseDash("--output", output, "without --output it goes to standard output");
  if (told(output, () => lstatIfThere(output)) === undefined) return;
  const sentence = `${output} is there already and is not overwritten; name a new file`;
  throw new AdminError(adminExit.usage, sentence);
}

/** Only for root's eyes: a CIB may hold the passwords of fencing devices. */
function write(output: string, text: string): void {
  // Again, since standard input may have taken its time.
  refuseToOverwrite(output);
  told(output, () => writeFileAtomically(output, text, 0o600));
}

function told<T>(output: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new AdminError(
      adminExit.usage,
      `${output} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function notesText(notes: readonly Note[]): string {
  const kinds = [
    ["lost", "not in the output"],
    ["wrong", "in the output as it was, and not accepted by Pacemaker"],
    ["changed", "written in another way, or written out"],
    ["renamed", "another id"],
  ] as const;
  const parts = kinds.flatMap(([kind, meaning]) => {
    const found = notes.filter((note) => note.kind === kind);
    return found.length === 0
      ? []
      : [`${kind} (${meaning}): ${found.length}\n\n${found.map(noteText).join("\n")}\n`];
  });
  return `${parts.join("")}${sumOf(notes)}\n`;
}

function sumOf(notes: readonly Note[]): string {
  const lost = notes.filter(({ kind }) => kind === "lost").length;
  const wrong = notes.filter(({ kind }) => kind === "wrong").length;
  const carried =
    lost === 0 ? "All of it is carried over" : `${count(lost, "thing")} could not be carried over`;
  return wrong === 0
    ? `${carried}.`
    : `${carried}, and Pacemaker does not take ${count(wrong, "value")} of it.`;
}

function noteText({ kind, line, path, what, why, todo }: Note): string {
  return labelled(
    [
      [line === undefined ? kind : `line ${line}`, path],
      ["", what],
      ["why", why],
      ["to do", todo],
    ],
    2,
  );
}
