import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { locksFolder } from "../../lib/guard/guarded-run.ts";
import { operationsFolder } from "../../lib/guard/operation-store.ts";
import { toolstackProcesses } from "../../lib/guard/report/toolstack-processes.ts";
import { monotonicClock } from "../../lib/system/clock.ts";
import { runCommand } from "../../lib/system/command.ts";
import { findProgram, searchPath } from "../../lib/system/search-path.ts";
import type { Surroundings } from "./surroundings.ts";

/** @param path PATH of this process */
export function realSurroundings(path: string | undefined): Surroundings {
  return {
    machine: {
      hostName: hostname(),
      run: runCommand,
      clock: monotonicClock,
      newId: () => randomUUID(),
      isInstalled: (program) => findProgram(program, searchPath(path)) !== undefined,
      processes: toolstackProcesses,
      openLease: async ({ lease, nodes }, toolstack) => {
        if (lease.kind === "none") return undefined;
        const { sanlockLease } = await import("../../lib/guard/sanlock/sanlock-lease.ts");
        return sanlockLease({
          ...{ run: runCommand, clock: monotonicClock, send: process.kill, toolstack },
          ...{ path: lease.path, self: hostname() },
          nodes: new Map(
            nodes.flatMap(({ name, leaseId }) => (leaseId === undefined ? [] : [[name, leaseId]])),
          ),
        });
      },
      paths: { operations: operationsFolder, locks: locksFolder, proc: "/proc", sys: "/sys" },
    },
    user: userInfo().username,
    wallClockMs: () => Date.now(),
    clusterFile: "/etc/xensan/cluster.yaml",
    fileAccess: async () => (await import("../../lib/cluster/description/file-access.ts")).fileAccess,
  };
}
