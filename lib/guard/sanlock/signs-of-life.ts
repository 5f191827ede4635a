import { deadlineAfter } from "../../system/deadline.ts";
import type { SignOfLife } from "../lease.ts";
import { readHostRecord } from "./claim.ts";
import { type LeaseHost, ownLeaseId } from "./host.ts";
import type { SeenHost } from "./host-list.ts";
import { join, readHosts } from "./join.ts";

/** See Lease.signsOfLife. */
export async function readSignsOfLife(
  host: LeaseHost,
  timeoutMs: number,
): Promise<ReadonlyMap<string, SignOfLife>> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const list = await readHosts(host, timeoutMs);
  // Who never joins never gets to know who is dead. It goes on in the daemon; this does not wait for it.
  if (list.kind === "not-joined") await join(host, Math.min(joiningMs, deadline.remainingMs()), list);
  const watches = list.kind === "joined" && list.leaseId === ownLeaseId(host) ? list.hosts : undefined;
  const signs = [...host.nodes].map(async ([name, leaseId]) => {
    const sign = await signOf(host, leaseId, watches, deadline.remainingMs);
    return [name, sign] as const;
  });
  return new Map(await Promise.all(signs));
}

/** Enough to have it begun, also on a host with too much to do. */
const joiningMs = 5_000;

/**
 * The daemon has watched, and so it knows how long a host has been silent; but one that lost the volume itself would
 * take everybody for dead. So "dead" also needs the volume's own record, read now, with the time that the daemon saw
 * last. The daemon says DEAD after 8 x the host's io timeout + 60 s of silence, 140 s by default, of which it must
 * have been there all the time: one that has just joined says UNKNOWN, then FAIL.
 */
async function signOf(
  host: LeaseHost,
  leaseId: number,
  watched: ReadonlyMap<number, SeenHost> | undefined,
  remainingMs: () => number,
): Promise<SignOfLife> {
  if (watched === undefined) return "unknown";
  const seen = watched.get(leaseId);
  if (seen?.state === "LIVE") return "alive";
  // Whoever is not in the list, which could have been cut, must have left in order by its record.
  if (seen !== undefined && seen.state !== "DEAD") return "unknown";
  const record = await readHostRecord(host, leaseId, remainingMs());
  if (record.kind === "unknown") return "unknown";
  return record.leader.timestamp === (seen?.timestamp ?? 0) ? "dead" : "unknown";
}
