import { afterAll, afterEach, beforeAll } from "vitest";
import { GuestLab, type GuestLabOptions } from "../../support/guests/guest-lab.ts";
import { sound } from "./sound.ts";

export type UseOptions = GuestLabOptions & {
  /** Of hosts. Default: 2. */
  readonly hosts?: number;
};

/**
 * One lab for all tests of a file, since a start takes twelve seconds. After each test every guest is looked at: one
 * writer at a time, nothing lost, nothing left to repair, the lease where the guest is, and crm_mon right.
 *
 * @returns what gives the lab, once it runs
 */
export function useGuestLab({ hosts = 2, ...options }: UseOptions = {}): () => GuestLab {
  let lab: GuestLab | undefined;
  beforeAll(async () => {
    lab = await GuestLab.start(hosts, options);
  }, 180_000);
  afterEach(async ({ task }) => {
    if (lab === undefined) return;
    try {
      await sound(lab);
    } finally {
      if (task.result?.state === "fail") {
        console.error(`The logs of all hosts of "${task.name}" are in ${await lab.collectLogs()}.`);
      }
    }
  }, 120_000);
  afterAll(() => lab?.end(), 60_000);
  return () => {
    if (lab) return lab;
    throw new Error("The lab did not start.");
  };
}
