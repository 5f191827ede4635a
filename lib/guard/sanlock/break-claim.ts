import { deadlineAfter } from "../../system/deadline.ts";
import { readClaim, viewOf } from "./claim.ts";
import { doubtOfDeath } from "./dead-owner.ts";
import type { LeaseHost } from "./host.ts";
import { takeAndFree } from "./take.ts";

export type Broken =
  | { readonly kind: "broken"; readonly version: number }
  | { readonly kind: "refused"; readonly reason: string }
  /** It may be free now or not: look at it. */
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Frees a claim that a dead host still owns on the volume; afterwards anybody can acquire it. Whoever calls this has an
 * administrator's word that the host is dead and has seen that the cluster's membership agrees; here the lease volume
 * has to bear it out too.
 *
 * @param deadHost the owner as Lease.view names it
 */
export async function breakClaim(
  host: LeaseHost,
  guest: string,
  deadHost: string,
  timeoutMs: number,
): Promise<Broken> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  if (deadHost === host.self)
    return refused(`${deadHost} is this host: its own claims are released, not broken`);
  const claim = await readClaim(host, guest, timeoutMs);
  if (claim.kind === "unknown") return refused(claim.reason);
  const view = viewOf(host, claim);
  if (view.kind === "free") return { kind: "broken", version: view.version };
  if (view.kind === "unknown") return refused(view.reason);
  if (view.owner !== deadHost) return refused(`${view.owner} owns ${guest}'s claim, and not ${deadHost}`);
  const doubt = await doubtOfDeath(host, claim.leader.ownerId, deadline.remainingMs());
  if (doubt !== undefined) return refused(doubt);
  const freed = await takeAndFree(host, guest, claim, deadline.remainingMs);
  if (freed.kind === "failed")
    return { kind: "failed", reason: `${guest}'s claim was not freed: ${freed.reason}` };
  return { kind: "broken", version: freed.version };
}

function refused(reason: string): Broken {
  return { kind: "refused", reason };
}
