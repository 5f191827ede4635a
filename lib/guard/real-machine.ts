import { randomUUID } from "node:crypto";
import { monotonicClock } from "../system/clock.ts";
import { runCommand } from "../system/command.ts";
import { locksFolder } from "./guarded-run.ts";
import { intakePaths } from "./intake/intake-store.ts";
import type { Machine } from "./machine.ts";
import { operationsFolder } from "./operation-store.ts";
import { toolstackProcesses } from "./report/toolstack-processes.ts";
import { staysFolder } from "./stay/stay-store.ts";

/** The real machine, for main.ts files. Its commands heed no signal of the caller's: what has begun comes to its end. */
export function realMachine(hostName: string, isInstalled: Machine["isInstalled"]): Machine {
  return {
    ...{ hostName, isInstalled, run: runCommand, clock: monotonicClock, processes: toolstackProcesses },
    newId: () => randomUUID(),
    wallClockMs: () => Date.now(),
    openLease: async ({ lease, nodes }, toolstack) => {
      if (lease.kind === "none") return undefined;
      const { sanlockLease } = await import("./sanlock/sanlock-lease.ts");
      return sanlockLease({
        ...{ run: runCommand, clock: monotonicClock, send: process.kill, toolstack },
        ...{ path: lease.path, self: hostName },
        nodes: new Map(
          nodes.flatMap(({ name, leaseId }) => (leaseId === undefined ? [] : [[name, leaseId]])),
        ),
      });
    },
    paths: {
      ...{ operations: operationsFolder, stays: staysFolder, locks: locksFolder },
      intake: intakePaths,
      ...{ proc: "/proc", sys: "/sys" },
    },
  };
}
