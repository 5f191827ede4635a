import type { Listing, Outcome } from "../../../../lib/storage/volume-manager.ts";
import { fakeManager } from "./scene.ts";

export const done: Outcome = { kind: "done" };
export const failed: Outcome = { kind: "failed", reason: "evms_activate exited with 5: engine is locked" };
export const vm1 = "/dev/evms/san2/vm1";
export const vm2 = "/dev/evms/san2/vm2";

export const listing = (...paths: readonly string[]): Listing => ({
  kind: "listed",
  volumes: paths.map((path) => ({ path, name: path.replace("/dev/evms/", "") })),
});

/** EVMS whose nth activation ends as a test says; what it was asked is kept. */
export function evms(activations: (nth: number) => Outcome, list: () => Listing = () => listing(vm1, vm2)) {
  const wanted: (readonly string[])[] = [];
  const caps: number[] = [];
  const manager = fakeManager({
    title: "EVMS",
    activate: async (volumes, timeoutMs) => {
      wanted.push(volumes);
      caps.push(timeoutMs);
      return activations(wanted.length);
    },
    list: async () => list(),
  });
  return { manager, wanted, caps };
}
