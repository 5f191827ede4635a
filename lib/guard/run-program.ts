import { carryOut } from "./carry-out.ts";
import type { GuardEffects } from "./effects.ts";
import type { Program, Step } from "./step.ts";

export type Ran<Result> =
  | { readonly kind: "ended"; readonly result: Result }
  /**
   * An effect failed in a way that is no answer, or somebody stopped the program between two steps: what it had begun is
   * as it is. `at`: the step that was to come; "begun": it may have happened. The reason is one clause.
   */
  | { readonly kind: "cut-off"; readonly at: Step; readonly begun: boolean; readonly reason: string };

/** Told of each step, so that a person can see where a long program is. */
export type Progress = {
  readonly began: (step: Step) => void;
  readonly ended: (step: Step, answer: unknown, tookMs: number) => void;
};

export type RunOptions = {
  readonly progress?: Progress;
  /** Heeded between two steps, and where a step only waits and looks; never inside a step that changes something. */
  readonly signal?: AbortSignal;
};

/** Runs a program of the guard with real effects. Never throws for what an effect may do. */
export async function runProgram<Result>(
  program: Program<Result>,
  effects: GuardEffects,
  { progress, signal }: RunOptions = {},
): Promise<Ran<Result>> {
  let turn = program.next();
  while (turn.done !== true) {
    const step = turn.value;
    if (signal?.aborted) return { kind: "cut-off", at: step, begun: false, reason: "it was interrupted" };
    const startMs = effects.clock.nowMs();
    progress?.began(step);
    let answer: unknown;
    try {
      answer = await carryOut(effects, step, signal);
    } catch (error) {
      const reason = signal?.aborted ? "it was interrupted" : messageOf(error);
      return { kind: "cut-off", at: step, begun: true, reason };
    }
    progress?.ended(step, answer, effects.clock.nowMs() - startMs);
    turn = program.next(answer);
  }
  return { kind: "ended", result: turn.value };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
