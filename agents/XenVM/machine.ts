import { randomUUID } from "node:crypto";
import { locksFolder } from "../../lib/guard/guarded-run.ts";
import type { Machine } from "../../lib/guard/machine.ts";
import { operationsFolder } from "../../lib/guard/operation-store.ts";
import { toolstackProcesses } from "../../lib/guard/report/toolstack-processes.ts";
import { monotonicClock } from "../../lib/system/clock.ts";
import { runCommand } from "../../lib/system/command.ts";

/** The machine for the guard. Its commands do not end with the agent's signal: what has begun comes to its end. */
export function guardMachine(hostName: string, isInstalled: Machine["isInstalled"]): Machine {
  return {
    ...{ hostName, isInstalled, run: runCommand, clock: monotonicClock, processes: toolstackProcesses },
    newId: () => randomUUID(),
    openLease: async ({ lease, nodes }, toolstack) => {
      if (lease.kind === "none") return undefined;
      const { sanlockLease } = await import("../../lib/guard/sanlock/sanlock-lease.ts");
      return sanlockLease({
        ...{ run: runCommand, clock: monotonicClock, send: process.kill, toolstack },
        ...{ path: lease.path, self: hostName },
        nodes: new Map(
          nodes.flatMap(({ name, leaseId }) => (leaseId === undefined ? [] : [[name, leaseId]])),
        ),
      });
    },
    paths: { operations: operationsFolder, locks: locksFolder, proc: "/proc", sys: "/sys" },
  };
}
