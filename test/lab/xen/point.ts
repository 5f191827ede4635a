import type { Scene } from "./scene.ts";

/** One thing that is proven on real Xen. */
export type Point = {
  /** A sentence, as in "the clone is started on both hosts". */
  readonly title: string;
  /** @returns what was seen, in a few words. @throws Error when it is not so */
  readonly prove: (scene: Scene) => Promise<string>;
};

export type Count = { readonly passed: number; readonly failed: number };

/**
 * Proves points one after the other. Each begins where the one before it left the hosts, so after a failure the rest
 * of a list would prove nothing, and counts as failed.
 */
export async function proveAll(
  scene: Scene,
  points: readonly Point[],
  say: (line: string) => void,
): Promise<Count> {
  for (const [passed, { title, prove }] of points.entries()) {
    const started = performance.now();
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
    say(`...     ${title}`);
    try {
      const seen = await prove(scene);
      say(`ok      ${title} (${seconds()})${seen === "" ? "" : `: ${seen}`}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(`FAILED  ${title} (${seconds()}): ${reason}`);
      say(`        The logs of both hosts are in ${await scene.lab.collectLogs()}.`);
      for (const rest of points.slice(passed + 1)) say(`FAILED  ${rest.title}: not reached`);
      return { passed, failed: points.length - passed };
    }
  }
  return { passed: points.length, failed: 0 };
}

/** @throws Error with the sentence */
export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
