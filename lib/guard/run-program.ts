import { carryOut } from "./carry-out.ts";
import type { GuardEffects } from "./effects.ts";
import { changes, mayBeLeft, withdrawals } from "./interruption.ts";
import type { Program, Reply, Step } from "./step.ts";

export type Ran<Result> =
  | { readonly kind: "ended"; readonly result: Result }
  /**
   * Interrupted before it changed anything; what it had written down is struck out. `at`: the step that was to come. `left`:
   * where that is not so on another host, and why, one clause.
   */
  | {
      readonly kind: "withdrawn";
      readonly at: Step;
      readonly left?: { readonly on: string; readonly reason: string };
    }
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

/** Tells several of the same steps. */
export function together(all: readonly Progress[]): Progress {
  return {
    began: (step) => {
      for (const each of all) each.began(step);
    },
    ended: (step, answer, tookMs) => {
      for (const each of all) each.ended(step, answer, tookMs);
    },
  };
}

export type RunOptions = {
  readonly progress?: Progress;
  /**
   * For whoever is killed soon, and loses less between two steps than inside one. Heeded between any two steps, and where a
   * step only waits and looks; never inside a step that changes something.
   */
  readonly signal?: AbortSignal;
  /**
   * For a person who changed his mind. Heeded as long as the program has changed nothing, and then it is withdrawn; and while a
   * guest takes its time to shut down. Anything else that has begun comes to its end.
   */
  readonly interrupt?: AbortSignal;
};

/** Runs a program of the guard with real effects. Never throws for what an effect may do. */
export async function runProgram<Result>(
  program: Program<Result>,
  effects: GuardEffects,
  { progress, signal, interrupt }: RunOptions = {},
): Promise<Ran<Result>> {
  const done: Step[] = [];
  let turn = program.next();
  while (turn.done !== true) {
    const step = turn.value;
    if (signal?.aborted) return cutOff(step, false, interrupted);
    if (interrupt?.aborted && !done.some(changes)) return withdraw(done, step, effects);
    const startMs = effects.clock.nowMs();
    progress?.began(step);
    done.push(step);
    const signals = [signal, mayBeLeft(step) ? interrupt : undefined].filter((each) => each !== undefined);
    const left = signals.length === 0 ? undefined : AbortSignal.any(signals);
    let answer: unknown;
    try {
      answer = await carryOut(effects, step, left);
    } catch (error) {
      return cutOff(step, true, left?.aborted ? interrupted : messageOf(error));
    }
    progress?.ended(step, answer, effects.clock.nowMs() - startMs);
    turn = program.next(answer);
  }
  return { kind: "ended", result: turn.value };
}

const interrupted = "it was interrupted";

/** Takes back what was written down here, and before that on the destination of a hand-over. */
async function withdraw(done: readonly Step[], at: Step, effects: GuardEffects): Promise<Ran<never>> {
  let left: { readonly on: string; readonly reason: string } | undefined;
  for (const step of withdrawals(done)) {
    try {
      const answer = await carryOut(effects, step);
      if (step.kind !== "tell") continue;
      const reply = answer as Reply;
      if (reply.kind !== "done") left = { on: step.host, reason: reply.reason };
    } catch (error) {
      return cutOff(step, true, `${interrupted}, and ${messageOf(error)}`);
    }
  }
  return { kind: "withdrawn", at, ...(left === undefined ? {} : { left }) };
}

function cutOff(at: Step, begun: boolean, reason: string): Ran<never> {
  return { kind: "cut-off", at, begun, reason };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
