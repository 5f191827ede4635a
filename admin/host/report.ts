import { absolute } from "../files/facts.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { type Decision, isChange } from "./apply/decision.ts";
import { differenceOf } from "./apply/difference.ts";
import type { Outcome } from "./apply/run.ts";

export type Deed = "preview" | "apply" | "revert";

/**
 * Shows what became of each file: one line each where something was done, or the differences.
 *
 * @throws AdminError refused, where a file was left
 */
export function reportOutcome(
  terminal: Terminal,
  { root, decisions }: Outcome,
  deed: Deed,
  diff: boolean,
  nextSteps: string,
): void {
  if (diff) terminal.out(decisions.map((each) => differenceOf(root, each)).join(""));
  else terminal.out(table(root, decisions));
  const left = decisions.filter(({ status }) => status === "left");
  for (const each of left) {
    terminal.err(`xensan: ${each.reason}\n`);
    if (!diff && deed === "apply") terminal.err(differenceOf(root, each));
  }
  if (deed === "preview") return;
  if (!diff) terminal.out(sentence(root, decisions, deed) + nextSteps);
  if (left.length === 0) return;
  const count = left.length === 1 ? "1 file is left as it is" : `${left.length} files are left as they are`;
  throw new AdminError(adminExit.refused, `${count}; all else is done.`);
}

function table(root: string, decisions: readonly Decision[]): string {
  const width = Math.max(0, ...decisions.map(({ status }) => status.length));
  return decisions.map(({ status, path }) => `${status.padEnd(width)}  ${absolute(root, path)}\n`).join("");
}

function sentence(root: string, decisions: readonly Decision[], deed: Deed): string {
  const count = decisions.filter(isChange).length;
  if (count === 0) return deed === "apply" ? "Nothing to do.\n" : "Nothing was there to bring back.\n";
  const files = count === 1 ? "1 file was" : `${count} files were`;
  return deed === "apply"
    ? `${files} written under ${root}; xensan host render --revert brings back what was there.\n`
    : `${files} brought back under ${root}.\n`;
}
