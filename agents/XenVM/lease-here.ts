import type { GuardEffects } from "../../lib/guard/effects.ts";
import type { LeaseHere } from "./host.ts";

/** A claim that nobody watches is none to go by: whoever takes it away finds nothing to pause. */
export async function leaseHere({
  lease,
  guest,
  limits,
}: Pick<GuardEffects, "lease" | "guest" | "limits">): Promise<LeaseHere> {
  if (lease === undefined) return { kind: "no-leases" };
  const holding = await lease.holding(guest, limits.viewLeaseMs);
  switch (holding.kind) {
    case "held":
      return { kind: "held" };
    case "orphaned":
      return { kind: "lacking", reason: "nobody watches it: the process that holds the lease is gone" };
    case "not-held":
      return { kind: "lacking", reason: "this host does not hold it" };
    case "unknown":
      return { kind: "lacking", reason: holding.reason };
  }
}
