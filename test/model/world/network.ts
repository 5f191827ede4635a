import type { Host, World } from "./world.ts";

/** Whether a packet gets from one host to the other and back. */
export function linked(world: World, one: Host, other: Host): boolean {
  if (one === other) return one.up;
  return one.up && other.up && !world.cut.has(pairOf(one, other));
}

export function pairOf(one: Host, other: Host): string {
  return one.name < other.name ? `${one.name} ${other.name}` : `${other.name} ${one.name}`;
}

/**
 * The membership of one host catches up with what it can reach. It is late by nature: until this happens a dead host is
 * still a member. A host that is cut off sees the others gone, as in a cluster of two nodes, which has no majority.
 */
export function noticeMembers(world: World, host: Host): void {
  for (const other of world.hosts) host.sees.set(other.name, linked(world, host, other) ? "member" : "gone");
}
