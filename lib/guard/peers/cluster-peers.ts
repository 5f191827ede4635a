import type { ClusterDescription } from "../../cluster/description/description.ts";
import type { Peer } from "./peers.ts";

/** Every other host of the cluster file, in its order. */
export function peersOf(here: string, { nodes }: ClusterDescription): readonly Peer[] {
  return nodes
    .filter(({ name }) => name !== here)
    .map(({ name, addresses }) => ({ name, address: addresses.ssh }));
}

/** How hosts name the lease volume to each other: two that disagree about it must not work together. */
export function leaseText({ lease }: ClusterDescription): string {
  return lease.kind === "none" ? "none" : lease.path;
}
