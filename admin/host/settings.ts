import type { ClusterNode, HostDescription } from "../../lib/cluster/description/description.ts";
import type { Host } from "./host-file.ts";

/** What the cluster file leaves to a default that depends on another key. */

export function platformOf({ platform, dialect }: HostDescription): "debian" | "sles" {
  return platform ?? (dialect === "heartbeat2" ? "sles" : "debian");
}

export function toolstackOf({ toolstack, dialect }: HostDescription): "xl" | "xm" {
  if (toolstack !== "auto") return toolstack;
  return dialect === "heartbeat2" ? "xm" : "xl";
}

export function interfaceOf(node: ClusterNode): string {
  return node.interface ?? "eth0";
}

/** The other nodes, in the file's order. */
export function peersOf({ description, node }: Host): readonly ClusterNode[] {
  return description.nodes.filter(({ name }) => name !== node.name);
}

/** As the cluster file takes addresses: what has no colon and no letter is IPv4, a colon makes IPv6. */
export function isNumeric(address: string): boolean {
  return address.includes(":") || isIpv4(address);
}

export function isIpv4(address: string): boolean {
  return /^[\d.]+$/.test(address);
}
