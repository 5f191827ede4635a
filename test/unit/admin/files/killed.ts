import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Perform, perform } from "../../../../admin/files/perform.ts";

export class Killed extends Error {}

/** Where in a step the process is killed: before it, after it, or in its middle where it has one. */
type Moment = "before" | "in the middle of" | "after";

/** Performs `steps` steps; from then on the process is dead, and nothing that it still calls has an effect. */
export function killedAt(steps: number, moment: Moment): Perform {
  let done = 0;
  return (root, step) => {
    done += 1;
    if (done < steps) return perform(root, step);
    if (done === steps && moment === "after") perform(root, step);
    if (done === steps && moment === "in the middle of" && step.kind === "write") {
      writeFileSync(join(root, step.path), Buffer.from(step.content).subarray(0, 3));
    }
    throw new Killed();
  };
}

/**
 * Kills the work at every step and in every way, each time on a fresh copy of the root beside it, and hands the copy on.
 * Returns how many deaths there were.
 */
export function atEveryDeath(
  start: string,
  work: (root: string, perform: Perform) => void,
  then: (root: string) => void,
): number {
  let deaths = 0;
  for (let steps = 1; ; steps += 1) {
    for (const moment of ["before", "in the middle of", "after"] as const) {
      const root = join(dirname(start), `killed-${steps}-${moment}`);
      cpSync(start, root, { recursive: true });
      try {
        work(root, killedAt(steps, moment));
        return deaths;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      deaths += 1;
      // A process that is killed cannot give its lock back, as this one just did.
      symlinkSync(`${dead.pid}:${dead.startTime}`, join(root, ".xensan-install.lock"));
      then(root);
    }
  }
}

const dead = { pid: 999_999_999, startTime: "1" };
/** Of whoever finds the lock of one that was killed. */
export const deadLock = { self: dead, isAlive: () => false };
