import type { ClusterDescription } from "../../../lib/cluster/description/description.ts";
import type { Machine } from "../../../lib/guard/machine.ts";
import { realLeaseHost } from "../../../lib/guard/real-machine.ts";
import { readStatus } from "../../../lib/guard/sanlock/holding.ts";
import { readHosts } from "../../../lib/guard/sanlock/join.ts";
import { sanlock } from "../../../lib/guard/sanlock/program.ts";
import { listProcesses } from "../../../lib/system/processes.ts";
import type { Toolstack } from "../../../lib/xen/toolstack.ts";
import { usesWatchdog } from "../parse/watchdog.ts";
import type { HostFacts } from "../wire/facts.ts";

/** How sanlock's daemon on this host stands to the lease volume; the volume itself is not touched. */
export async function lookAtLease(
  machine: Machine,
  description: ClusterDescription,
  toolstack: Toolstack["title"],
  toolMs: number,
): Promise<HostFacts["lease"]> {
  const host = realLeaseHost(machine, description, toolstack);
  if (host === undefined) return { kind: "none" };
  const [status, list, settings] = await Promise.all([
    readStatus(host, toolMs),
    readHosts(host, toolMs),
    sanlock(host, ["client", "status", "-D"], toolMs),
  ]);
  return {
    kind: "asked",
    daemonName: status.kind === "status" ? status.daemonName : undefined,
    usesWatchdog: settings.kind === "said" ? usesWatchdog(settings.text) : undefined,
    isWatched: listProcesses().some(({ name }) => name === "wdmd"),
    standing: list.kind === "joined" ? { kind: "joined", leaseId: list.leaseId } : list,
  };
}
