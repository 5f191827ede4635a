import type { LeaseHost } from "../../lib/guard/sanlock/host.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit } from "../terminal.ts";

/** @throws AdminError where the cluster has no leases */
export async function openLeases(
  surroundings: Surroundings,
): Promise<{ readonly host: OpenedHost; readonly leases: LeaseHost }> {
  const host = await openThisHost(surroundings);
  const leases = await surroundings.leaseHost(host.description);
  if (leases !== undefined) return { host, leases };
  throw new AdminError(
    adminExit.refused,
    `the cluster has no leases (lease: none in ${surroundings.clusterFile}): name a shared volume there first.`,
  );
}
