import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { poll } from "../lab/poll.ts";

/**
 * Where a command about one guest is on one host: every call of xl, ssh and sanlock that it makes there, and every stage
 * inside of xl, is a step, and the host can be made to stand still at any of them (see programs/wire).
 */
export type Wires = {
  /** From now on steps are noted; `hold`: a step where to stay, as "STEP NUMBER". What was noted before is forgotten. */
  readonly lay: (hold?: string) => void;
  /** All steps so far, each with the number of times that it has come, such as "migrate.suspended 1". */
  readonly steps: () => readonly string[];
  readonly isHeld: () => boolean;
  /** @returns whether it came to the step before `over` was true */
  readonly held: (over: () => boolean) => Promise<boolean>;
  /** What stands still goes on. */
  readonly release: () => void;
  readonly takeAway: () => void;
};

export function wiresIn(folder: string): Wires {
  const path = (name: string) => join(folder, name);
  const takeAway = () => rmSync(folder, { recursive: true, force: true });
  const isHeld = () => existsSync(path("held"));
  return {
    lay: (hold) => {
      takeAway();
      mkdirSync(folder, { recursive: true });
      if (hold !== undefined) writeFileSync(path("hold"), `${hold}\n`);
    },
    steps: () => (existsSync(path("steps")) ? numbered(readFileSync(path("steps"), "utf8")) : []),
    isHeld,
    held: async (over) => {
      await poll(() => isHeld() || over(), { timeoutMs: 120_000, everyMs: 20 });
      return isHeld();
    },
    release: () => rmSync(path("hold"), { force: true }),
    takeAway,
  };
}

function numbered(text: string): readonly string[] {
  const count = new Map<string, number>();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((step) => {
      const number = (count.get(step) ?? 0) + 1;
      count.set(step, number);
      return `${step} ${number}`;
    });
}
