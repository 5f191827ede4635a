import type { Clock } from "../system/clock.ts";
import type { RunCommand } from "../system/command.ts";
import { deferred } from "../system/deferred.ts";
import type { Machine } from "./machine.ts";
import { within } from "./within.ts";

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

/** So long a command is held back at most, of whatever cap it has: what is prepared has to come to its end too. */
const heldBackMs = 500;

/**
 * Lanes for guests that are moved at the same time. To start a program holds the whole process up for some milliseconds, and the
 * programs of all of them share the processors: while a guest stands still, the others' begin a little later.
 */
export function urgency(run: RunCommand, clock: Clock): () => Lane {
  const hurried = new Set<Lane>();
  let free = deferred();
  return () => {
    const lane: Lane = {
      run: async (file, args, options) => {
        if (hurried.size === 0 || hurried.has(lane)) return run(file, args, options);
        const beganMs = clock.nowMs();
        await within(clock, heldBackMs, free.promise, () => undefined);
        return run(file, args, { ...options, timeoutMs: options.timeoutMs - (clock.nowMs() - beganMs) });
      },
      hurry: () => {
        if (hurried.size === 0) free = deferred();
        hurried.add(lane);
      },
      relax: () => {
        if (hurried.delete(lane) && hurried.size === 0) free.resolve();
      },
    };
    return lane;
  };
}
