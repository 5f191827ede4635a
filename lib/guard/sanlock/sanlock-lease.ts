import type { Lease } from "../lease.ts";
import { acquire } from "./acquire.ts";
import { readClaim, viewOf } from "./claim.ts";
import { readDaemonHoldings, readHolding } from "./holding.ts";
import { type LeaseHost, ownLeaseId } from "./host.ts";
import { release } from "./release.ts";
import { readSignsOfLife } from "./signs-of-life.ts";

/**
 * The lease on sanlock 3.8.5, by its command line.
 * @throws Error where `self` is none of the nodes
 */
export function sanlockLease(host: LeaseHost): Lease {
  ownLeaseId(host);
  return {
    view: async (guest, timeoutMs) => {
      const claim = await readClaim(host, guest, timeoutMs);
      return claim.kind === "unknown" ? claim : viewOf(host, claim);
    },
    holding: (guest, timeoutMs) => readHolding(host, guest, timeoutMs),
    daemonHoldings: (timeoutMs) => readDaemonHoldings(host, timeoutMs),
    signsOfLife: (timeoutMs) => readSignsOfLife(host, timeoutMs),
    acquire: (guest, expectVersion, timeoutMs, from) => acquire(host, guest, expectVersion, timeoutMs, from),
    release: (guest, timeoutMs) => release(host, guest, timeoutMs),
  };
}
