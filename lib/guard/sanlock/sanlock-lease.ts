import type { Lease } from "../lease.ts";
import { acquire } from "./acquire.ts";
import { readClaim, viewOf } from "./claim.ts";
import { readDaemonHoldings, readHolding } from "./holding.ts";
import { type LeaseHost, ownLeaseId } from "./host.ts";
import { join, readClaimAndHosts } from "./join.ts";
import { lookAhead } from "./look-ahead.ts";
import { release } from "./release.ts";
import { readSignsOfLife } from "./signs-of-life.ts";

/**
 * The lease on sanlock 3.8.5, by its command line.
 * @throws Error where `self` is none of the nodes
 */
export function sanlockLease(host: LeaseHost): Lease {
  ownLeaseId(host);
  const ahead = lookAhead(host);
  const seenOf = (guest: string, timeoutMs: number) =>
    ahead.take(guest) ?? readClaimAndHosts(host, guest, timeoutMs);
  return {
    view: async (guest, timeoutMs) => {
      const [claim] = (await ahead.peek(guest)) ?? [await readClaim(host, guest, timeoutMs)];
      return claim.kind === "unknown" ? claim : viewOf(host, claim);
    },
    lookAhead: ahead.begin,
    holding: (guest, timeoutMs) => readHolding(host, guest, timeoutMs),
    daemonHoldings: (timeoutMs) => readDaemonHoldings(host, timeoutMs),
    signsOfLife: (timeoutMs) => readSignsOfLife(host, timeoutMs),
    acquire: (guest, expectVersion, timeoutMs, from) =>
      acquire(host, guest, expectVersion, timeoutMs, from, seenOf(guest, timeoutMs)),
    join: async (timeoutMs) => {
      const joined = await join(host, timeoutMs);
      return joined.kind === "joined" ? { kind: "done" } : joined;
    },
    release: (guest, timeoutMs) => release(host, guest, timeoutMs, seenOf(guest, timeoutMs)),
  };
}
