import type { ClusterDescription } from "../cluster/description/description.ts";
import { monotonicClock } from "../system/clock.ts";
import { type RunCommand, runCommand } from "../system/command.ts";
import { newId } from "../system/new-id.ts";
import type { Toolstack } from "../xen/toolstack.ts";
import { locksFolder } from "./guarded-run.ts";
import { intakePaths } from "./intake/intake-store.ts";
import type { Machine } from "./machine.ts";
import { operationsFolder } from "./operation-store.ts";
import { toolstackProcesses } from "./report/toolstack-processes.ts";
import type { LeaseHost } from "./sanlock/host.ts";
import { staysFolder } from "./stay/stay-store.ts";

/**
 * The real machine, for main.ts files.
 * @param run how its commands are run; an abort of the caller's never reaches them: what has begun comes to its end
 */
export function realMachine(
  hostName: string,
  isInstalled: Machine["isInstalled"],
  run: RunCommand = runCommand,
): Machine {
  return {
    ...{ hostName, isInstalled, run, clock: monotonicClock, processes: toolstackProcesses },
    converse: async () => (await import("../system/conversation.ts")).conversationStarter(run !== runCommand),
    newId,
    wallClockMs: () => Date.now(),
    openLease: async (description, toolstack, by = run) => {
      const host = realLeaseHost({ hostName, run: by, clock: monotonicClock }, description, toolstack);
      if (host === undefined) return undefined;
      const { sanlockLease } = await import("./sanlock/sanlock-lease.ts");
      return sanlockLease(host);
    },
    paths: {
      ...{ operations: operationsFolder, stays: staysFolder, locks: locksFolder },
      intake: intakePaths,
      ...{ proc: "/proc", sys: "/sys" },
    },
  };
}

/** The lease volume of the cluster file as this host sees it; undefined: there is none. */
export function realLeaseHost(
  { hostName, run, clock }: Pick<Machine, "hostName" | "run" | "clock">,
  { lease, nodes }: ClusterDescription,
  toolstack: Toolstack["title"],
): LeaseHost | undefined {
  if (lease.kind === "none") return undefined;
  const ids = nodes.flatMap(({ name, leaseId }): [string, number][] =>
    leaseId === undefined ? [] : [[name, leaseId]],
  );
  return {
    ...{ run, clock, send: process.kill, toolstack },
    ...{ path: lease.path, self: hostName, nodes: new Map(ids) },
  };
}
