import { carryOut } from "./carry-out.ts";
import type { GuardEffects } from "./effects.ts";
import { changes } from "./interruption.ts";
import type { Opened, Program, Step } from "./step.ts";

export type Rehearsed<Result> =
  /** It would end so without changing anything: a refusal, or there is nothing to do. */
  | { readonly kind: "ends"; readonly result: Result }
  /** All that it asks first speaks for it; the first step that changes something would be this. */
  | { readonly kind: "goes-on"; readonly with: Step }
  /** It cannot be told. One clause. */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Runs a program up to its first change, which is not made: what it asks is asked, what it would write down is not written,
 * and no other host is told anything. So it is the program itself that says what would be done. It proves nothing for
 * later: without anything on record, anybody may begin in between.
 */
export async function rehearse<Result>(
  program: Program<Result>,
  effects: GuardEffects,
): Promise<Rehearsed<Result>> {
  let prepared = false;
  let turn = program.next();
  while (turn.done !== true) {
    const step = turn.value;
    const isTold: boolean = step.kind === "tell" && (step.message.kind === "prepare" || prepared);
    if (changes(step) && !isTold) return { kind: "goes-on", with: step };
    prepared ||= isTold;
    try {
      turn = program.next(isTold ? { kind: "done" } : await pretend(effects, step));
    } catch (error) {
      return { kind: "unknown", reason: error instanceof Error ? error.message : String(error) };
    }
  }
  return { kind: "ends", result: turn.value };
}

async function pretend(effects: GuardEffects, step: Step): Promise<unknown> {
  switch (step.kind) {
    case "open-operation":
      return openedAsIf(effects);
    case "close-operation":
      return undefined;
    default:
      return carryOut(effects, step);
  }
}

function openedAsIf({ store, guest }: GuardEffects): Opened {
  const stored = store.read(guest);
  switch (stored.kind) {
    case "none":
      return { kind: "opened" };
    case "open":
      return { kind: "taken", by: stored.operation };
    case "unreadable":
      return { kind: "failed", reason: stored.reason };
  }
}
