import { EmulatorFault } from "./emulator-fault.ts";
import type { Scene } from "./scene.ts";

/** One thing that is proven on real Xen. */
export type Point = {
  /** A sentence, as in "the clone is started on both hosts". */
  readonly title: string;
  /** @returns what was seen, in a few words. @throws Error when it is not so */
  readonly prove: (scene: Scene) => Promise<string>;
  /** Brings the hosts back to where `prove` begins, after QEMU broke the guest's kernel. Without it such a fault is a failure. */
  readonly beginAgain?: (scene: Scene) => Promise<void>;
};

export type Count = { readonly passed: number; readonly failed: number };

/**
 * Proves points one after the other. Each begins where the one before it left the hosts, so after a failure the rest
 * of a list would prove nothing, and counts as failed. Once in a list a point is proven anew after a fault of the emulator's.
 */
export async function proveAll(
  scene: Scene,
  points: readonly Point[],
  say: (line: string) => void,
): Promise<Count> {
  let mayRepeat = true;
  for (const [passed, { title, prove, beginAgain }] of points.entries()) {
    const started = performance.now();
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
    say(`...     ${title}`);
    const proveOnceMore = async (error: unknown) => {
      if (!(error instanceof EmulatorFault) || beginAgain === undefined || !mayRepeat) throw error;
      mayRepeat = false;
      say(`AGAIN   ${title} (${seconds()}): ${error.message}`);
      await beginAgain(scene);
      return prove(scene);
    };
    try {
      const seen = await prove(scene).catch(proveOnceMore);
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
