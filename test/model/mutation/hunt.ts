import { Worker } from "node:worker_threads";

export type Quarry = {
  /** A bundle of bundle.ts. */
  readonly bundle: string;
  readonly schedules: number;
  readonly seed: number;
  /** Whether a counterexample is shortened and told. */
  readonly tells: boolean;
};

export type Hunted = {
  /** The invariant that broke; undefined: none did. */
  readonly broken: string | undefined;
  readonly story: string;
  readonly schedules: number;
  /** How often each situation was reached. */
  readonly reached: readonly (readonly [situation: string, times: number])[];
};

/** Looks for a counterexample in a bundled model, in a thread of its own. */
export function hunt(quarry: Quarry): Promise<Hunted> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./hunter.mjs", import.meta.url), { workerData: quarry });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
