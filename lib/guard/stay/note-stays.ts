import type { Outcome } from "../../xen/toolstack.ts";
import type { GuardEffects } from "../effects.ts";
import type { Progress } from "../run-program.ts";
import type { Step } from "../step.ts";

/**
 * Watches a program for the moment when it lets a guest run here, and has it put on record afterwards: not in between,
 * where every moment counts. A guest that only goes on keeps the beginning that it has.
 */
export function noteStays(
  { noteStay }: Pick<GuardEffects, "noteStay">,
  by: string,
  progress: Progress | undefined,
): { readonly progress: Progress; readonly note: () => void } {
  let running: number | undefined;
  const ended = (step: Step, answer: unknown) => {
    if (step.kind === "unpause" && (answer as Outcome).kind === "done") running = step.domid;
    // Paused again, or done away with, for want of its lease.
    if ((step.kind === "pause" || step.kind === "destroy") && step.domid === running) running = undefined;
  };
  return {
    progress: {
      began: (step) => progress?.began(step),
      ended: (step, answer, tookMs) => {
        ended(step, answer);
        progress?.ended(step, answer, tookMs);
      },
    },
    note: () => {
      if (running !== undefined) noteStay(running, by);
    },
  };
}
