import type { GuestOverview, HostOverview, OverviewAnswer } from "../../guard/overview/overview.ts";
import { neededMiB, type Peer, type PeerSight } from "../plan/situation.ts";

/** The hosts that guests could go to, from what all of them say of themselves. */
export type AllSeen = {
  /** This host's own look. */
  readonly here: HostOverview;
  readonly around: ReadonlyMap<string, OverviewAnswer>;
};

export function sightOf(host: string, seen: AllSeen): PeerSight {
  const answer = seen.around.get(host) ?? { kind: "silent", reason: "it was not asked" };
  if (answer.kind === "silent") return { kind: "silent", reason: answer.reason };
  const { memory, closed } = answer.overview;
  if (memory.kind === "unknown") {
    return { kind: "silent", reason: `it does not say how much memory it has: ${memory.reason}` };
  }
  return {
    kind: "seen",
    freeMiB: memory.freeMiB,
    arrivingMiB: arrivingMiB(answer.overview, seen),
    closed: closed === undefined || closed.kind === "evacuation" ? undefined : wordsOf(host, closed.kind),
    shuttingDown: closed?.kind === "evacuation",
  };
}

function wordsOf(host: string, kind: "maintenance" | "unclear"): string {
  return kind === "maintenance" ? `${host} is in maintenance` : `${host} may be in maintenance`;
}

/**
 * Memory that guests on their way to a host do not have there yet. How much each needs in the end its source knows; of one
 * that nobody shows, nothing is known.
 */
function arrivingMiB({ guests }: HostOverview, seen: AllSeen): number {
  return guests.reduce((sum, guest) => {
    const { open } = guest;
    if (open.kind !== "open" || open.operation.kind !== "arrival") return sum;
    const size = sizeAt(open.operation.source, guest.guest, seen);
    return sum + Math.max(0, size - memoryOf(guest));
  }, 0);
}

function sizeAt(source: string, name: string, { here, around }: AllSeen): number {
  const answer = around.get(source);
  const overview = answer === undefined ? here : answer.kind === "answered" ? answer.overview : undefined;
  const guest = overview?.guests.find((each) => each.guest === name);
  const domain = guest?.presence.kind === "running" ? guest.presence.domains[0].domain : undefined;
  return domain === undefined ? 0 : neededMiB(domain);
}

function memoryOf({ presence }: GuestOverview): number {
  return presence.kind === "running"
    ? presence.domains.reduce((sum, each) => sum + each.domain.memoryMiB, 0)
    : 0;
}

export type KnownPeer = Pick<Peer, "name" | "migrationAddress" | "pace" | "underWaySeconds">;

export function peersFrom(known: readonly KnownPeer[], seen: AllSeen): readonly Peer[] {
  return known.map((peer) => ({ ...peer, sight: sightOf(peer.name, seen) }));
}
