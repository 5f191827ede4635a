import { type LockPurpose, lockState, takeLock } from "../system/lock.ts";
import type { GuardEffects } from "./effects.ts";
import type { OpenOperation, Operation } from "./operation.ts";
import type { Order } from "./programs/order.ts";
import { type Ran, type RunOptions, runProgram } from "./run-program.ts";
import { noteStays } from "./stay/note-stays.ts";
import type { Ending, Program, Reply, Step } from "./step.ts";

/** Gone after a boot, as are the programs that held them. */
export const locksFolder = "/run/xensan/locks";

/** The one place where a program of the guard gets its guest on this host. */
export type GuestLock = { readonly path: string; readonly purpose: LockPurpose };

export function guestLock(folder: string, guest: string, purpose: LockPurpose): GuestLock {
  return { path: `${folder}/${guest}`, purpose };
}

/** Of an operation on record. */
export type Activity = Pick<OpenOperation, "active" | "by">;

/**
 * Whether a program is at work on a guest here of which this is on record, and for whom. One that cannot be ruled out counts.
 * Another one than that which wrote it down, such as a repair, is told with its own time.
 */
export async function activityIn(
  folder: string,
  { guest, sinceMs }: Pick<Operation, "guest" | "sinceMs">,
): Promise<Activity> {
  const state = await lockState(`${folder}/${guest}`);
  if (state.kind === "free") return { active: false };
  const holder = state.kind === "held" ? state.by : undefined;
  if (holder === undefined) return { active: true };
  const { user, what } = holder;
  const wroteIt = holder.sinceMs === sinceMs;
  return { active: true, by: wroteIt ? user : `${user}, with ${what} since ${clockTime(holder.sinceMs)}` };
}

export async function isAtWork(folder: string, guest: string): Promise<boolean> {
  return (await lockState(`${folder}/${guest}`)).kind !== "free";
}

type Guarded<Result> = Ran<Result> | { readonly kind: "not-begun"; readonly reason: string };

/** Runs a program for a person, alone with its guest on this host. */
export async function guardedRun(
  order: Order,
  program: Program<Ending>,
  effects: GuardEffects,
  lock: GuestLock,
  options: RunOptions = {},
): Promise<Ending> {
  const { guest, here } = order;
  const ran = await alone(program, effects, lock, options);
  switch (ran.kind) {
    case "ended":
      return ran.result;
    case "not-begun":
      return { kind: "refused", reason: `Nothing was done with ${guest} on ${here}: ${ran.reason}.` };
    case "withdrawn":
      return {
        kind: "refused",
        reason:
          `${lock.purpose.what} of ${guest} on ${here} was interrupted before ${wordsFor(ran.at)}: ` +
          (ran.left === undefined
            ? "nothing was changed, and nothing is left to repair."
            : `nothing was changed; run xensan repair ${guest} on ${ran.left.on}: ${ran.left.reason}.`),
      };
    case "cut-off":
      return {
        kind: "unfinished",
        reason:
          `${lock.purpose.what} of ${guest} was cut off at ${wordsFor(ran.at)} (${ran.reason}); ` +
          `${here} has on record what was begun: run xensan repair ${guest} there.`,
      };
  }
}

/**
 * Runs the destination's part of a hand-over. Cut off, it may have been done, and nobody knows.
 *
 * @param patienceMs how long another program may still be at work here. The end of a hand-over is the source's to bring
 *   about, so a repair that found that out here is over soon, and one of two repairs at once comes to its end.
 */
export async function guardedReply(
  program: Program<Reply>,
  effects: GuardEffects,
  lock: GuestLock,
  patienceMs = 0,
): Promise<Reply> {
  const ran = await alone(program, effects, lock, {}, patienceMs);
  switch (ran.kind) {
    case "ended":
      return ran.result;
    case "not-begun":
      return { kind: "refused", reason: ran.reason };
    case "withdrawn":
      return { kind: "refused", reason: `it was interrupted on ${effects.here}` };
    case "cut-off":
      return {
        kind: "silent",
        reason: `it was cut off at ${wordsFor(ran.at)} on ${effects.here} (${ran.reason})`,
      };
  }
}

async function alone<Result>(
  program: Program<Result>,
  effects: GuardEffects,
  { path, purpose }: GuestLock,
  options: RunOptions,
  patienceMs = 0,
): Promise<Guarded<Result>> {
  const { clock } = effects;
  const end = clock.nowMs() + patienceMs;
  let taking = await takeLock(path, purpose);
  while (taking.kind === "busy" && clock.nowMs() < end) {
    await clock.sleep(betweenTriesMs);
    taking = await takeLock(path, purpose);
  }
  if (taking.kind === "failed") return { kind: "not-begun", reason: taking.reason };
  if (taking.kind === "busy") {
    const { by } = taking;
    const who = by === undefined ? "" : ` (process ${by.pid} of ${by.user}, since ${clockTime(by.sinceMs)})`;
    const what = by === undefined ? "something" : by.what;
    const reason = `${what} is under way with ${effects.guest} on ${effects.here}${who}: wait until it is done`;
    return { kind: "not-begun", reason };
  }
  try {
    const noting = noteStays(effects, purpose.what, options.progress);
    const ran = await runProgram(program, effects, { ...options, progress: noting.progress });
    noting.note();
    return ran;
  } finally {
    effects.hangUp();
    taking.release();
  }
}

const betweenTriesMs = 500;

/** In UTC, as in the other sentences: the two hosts of a hand-over need not have one time zone. */
function clockTime(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : "an unknown time";
}

const words: { readonly [kind in Step["kind"]]: string } = {
  "open-operation": "writing down what is to be done",
  "close-operation": "striking out what is done",
  "rename-operation": "writing down what is to be done",
  survey: "asking all hosts",
  report: "looking at this host",
  glance: "looking at this host",
  look: "looking for the guest",
  "await-absence": "waiting until the guest is gone",
  create: "its creation",
  "shut-down": "its shutdown",
  destroy: "its destruction",
  pause: "pausing it",
  unpause: "letting it go on",
  resume: "letting it go on",
  "await-turn": "waiting until others have moved",
  migrate: "its migration",
  "view-lease": "reading its lease",
  holding: "reading its lease",
  acquire: "taking its lease",
  release: "giving up its lease",
  "join-lease": "getting ready for its lease",
  tell: "telling the other host",
  wait: "waiting",
};

/** For sentences and for progress: "asking all hosts". */
export function wordsFor({ kind }: Step): string {
  return words[kind];
}
