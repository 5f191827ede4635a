import type { Clock } from "../system/clock.ts";
import type { CommandOptions, RunCommand } from "../system/command.ts";
import { deferred } from "../system/deferred.ts";
import type { MigrationEnd } from "../xen/migration-end.ts";
import type { Machine } from "./machine.ts";
import type { Progress } from "./run-program.ts";
import type { Reply, Step } from "./step.ts";

/** The commands of one guest, where one process sees to several. */
export type Lane = {
  readonly run: RunCommand;
  /** From now on the guest stands still until `relax`: its commands go before those of all others. */
  readonly hurry: () => void;
  readonly relax: () => void;
};

/** The machine as a guest in this lane sees it. */
export function machineIn({ run }: Lane, machine: Machine): Machine {
  const openLease: Machine["openLease"] = (description, toolstack) =>
    machine.openLease(description, toolstack, run);
  return { ...machine, run, openLease };
}

/** Has a guest go first from the end of its migration to its destination's word that it runs. */
export function goingFirst({ hurry, relax }: Lane): Progress {
  return {
    began: () => undefined,
    ended: (step: Step, answer: unknown) => {
      if (step.kind === "migrate" && (answer as MigrationEnd).kind === "said-done") hurry();
      if (step.kind === "tell" && step.message.kind === "take" && (answer as Reply).kind === "done") relax();
    },
  };
}

/** So long a command is held back at most, and for half of its cap: what is prepared has to come to its end too. */
const heldBackMs = 500;

/** Where the end of a hand-over takes longer than this, something is wrong, and nobody else waits for it any more. */
const longestHurryMs = 10_000;

/**
 * Lanes for guests that are moved at the same time. To start a program holds the whole process up for some milliseconds, and the
 * programs of all of them share the processors: while a guest stands still, the others' begin a little later.
 */
export function urgency(run: RunCommand, clock: Clock): () => Lane {
  const hurriedSince = new Map<Lane, number>();
  let free = deferred();
  const relax = (lane: Lane) => {
    if (hurriedSince.delete(lane) && hurriedSince.size === 0) free.resolve();
  };
  const goesBehind = (lane: Lane) => {
    const nowMs = clock.nowMs();
    for (const [each, sinceMs] of hurriedSince) if (nowMs - sinceMs > longestHurryMs) relax(each);
    return hurriedSince.size > 0 && !hurriedSince.has(lane);
  };
  return () => {
    const lane: Lane = {
      run: async (file, args, options) => {
        if (!goesBehind(lane)) return run(file, args, options);
        const beganMs = clock.nowMs();
        const mostMs = Math.min(heldBackMs, options.timeoutMs / 2);
        await holdBack(clock, mostMs, free.promise, options);
        // Nobody would wait for it, and it has not begun.
        if (options.leave?.aborted) return { kind: "left", stdout: "", stderr: "" };
        return run(file, args, { ...options, timeoutMs: options.timeoutMs - (clock.nowMs() - beganMs) });
      },
      hurry: () => {
        if (hurriedSince.size === 0) free = deferred();
        hurriedSince.set(lane, clock.nowMs());
      },
      relax: () => relax(lane),
    };
    return lane;
  };
}

/** Until nobody stands still, or for so long, or until its caller gives it up. */
async function holdBack(
  clock: Clock,
  mostMs: number,
  free: Promise<void>,
  { signal, leave }: CommandOptions,
): Promise<void> {
  const over = new AbortController();
  const ends = AbortSignal.any([over.signal, signal, leave].filter((each) => each !== undefined));
  // Ended by an abort, it rejects.
  const late = clock.sleep(mostMs, ends).catch(() => undefined);
  try {
    await Promise.race([free, late]);
  } finally {
    over.abort();
  }
}
