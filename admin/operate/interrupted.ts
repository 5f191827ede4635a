import { wordsFor } from "../../lib/guard/guarded-run.ts";
import { changes, mayBeLeft } from "../../lib/guard/interruption.ts";
import type { Step } from "../../lib/guard/step.ts";

/**
 * What a person is told at a Ctrl-C: what is waited for, and what comes after it.
 *
 * @param begun the steps that the program has begun, the one under way last
 */
export function interruptionSentence(guest: string, begun: readonly Step[]): string {
  const step = begun.at(-1);
  if (step === undefined) return `Interrupted: nothing was begun with ${guest}.`;
  if (step.kind === "shut-down") {
    return `Interrupted: ${guest} is being asked to shut down, and nobody waits for it then; xensan repair ${guest} goes by what is there.`;
  }
  if (mayBeLeft(step)) {
    return `Interrupted: ${guest} was asked to shut down and may still do that; xensan repair ${guest} goes by what is there then.`;
  }
  if (begun.some(changes)) {
    return `Interrupted while ${wordsFor(step)} is under way: what has begun comes to its end, so please wait.`;
  }
  return `Interrupted while ${wordsFor(step)} is under way: it comes to its end, and then nothing is begun.`;
}
