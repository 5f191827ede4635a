import { AdminError, adminExit } from "../terminal.ts";
import { absolute } from "./facts.ts";
import { failureText, type Phase, systemFailure } from "./failure.ts";
import { unstaged } from "./paths.ts";
import type { Perform } from "./perform.ts";
import type { Step } from "./step.ts";

/** A change of many files. */
export type ChangeSteps = {
  /** Nothing that is in use is touched, and everything that needs space is written. */
  readonly preparing: readonly Step[];
  /** From the first rename on. A run that is killed here is finished by the next one. */
  readonly committing: readonly Step[];
  /** Takes back what `preparing` did, as far as it came. */
  readonly undoing: readonly Step[];
};

/**
 * Carries out a change. If something fails before the first file in use is replaced, all is taken back.
 *
 * @throws AdminError refused, with what failed, what state things are in, and what to do next
 */
export function applyChange(root: string, steps: ChangeSteps, perform: Perform): void {
  const unprepared = firstFailure(root, steps.preparing, perform);
  if (unprepared !== undefined) {
    throw failed(unprepared, undo(root, steps.undoing, perform) ? "undone" : "install-begun");
  }
  const uncommitted = firstFailure(root, steps.committing, perform);
  if (uncommitted !== undefined) throw failed(uncommitted, "install-begun");
}

/** Carries out a removal. @throws AdminError refused, as above */
export function applyRemoval(root: string, steps: readonly Step[], perform: Perform): void {
  const failure = firstFailure(root, steps, perform);
  if (failure !== undefined) throw failed(failure, "removal-begun");
}

type Failure = { readonly error: unknown; readonly path: string };

function firstFailure(root: string, steps: readonly Step[], perform: Perform): Failure | undefined {
  for (const step of steps) {
    try {
      perform(root, step);
    } catch (error) {
      return { error, path: absolute(root, unstaged(step.kind === "rename" ? step.to : step.path)) };
    }
  }
  return undefined;
}

/** Goes through all of it, whatever fails: what was never made cannot be removed. True if nothing is left. */
function undo(root: string, steps: readonly Step[], perform: Perform): boolean {
  let undone = true;
  for (const step of steps) {
    const failure = firstFailure(root, [step], perform);
    if (failure !== undefined && systemFailure(failure.error)?.code !== "ENOENT") undone = false;
  }
  return undone;
}

/** What is no refusal of the system is a mistake of ours, and not made to look like one. */
function failed({ error, path }: Failure, phase: Phase): unknown {
  const failure = systemFailure(error);
  return failure === undefined
    ? error
    : new AdminError(adminExit.refused, failureText({ ...failure, path }, phase));
}
