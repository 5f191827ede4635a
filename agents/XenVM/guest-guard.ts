import type { GuestGuard, Host, Unavailable, XenVmCall } from "./host.ts";

/** The guard of one guest, which the cluster file must list. */
export async function guestGuard(
  call: XenVmCall,
  host: Host,
  guest: string,
): Promise<GuestGuard | Unavailable> {
  const opened = await host.guard(call);
  if (opened.kind === "unavailable") return opened;
  if (opened.guard.guests.some(({ name }) => name === guest)) return opened.guard.forGuest(guest);
  return {
    kind: "unavailable",
    reason: `the cluster file on ${host.nameFor(call)} does not list ${guest}: add it there on every host`,
  };
}

/** Why a guest that runs here may not: one sentence; undefined: it may. */
export async function lackOfLease(call: XenVmCall, host: Host, guest: string): Promise<string | undefined> {
  const node = host.nameFor(call);
  const guard = await guestGuard(call, host, guest);
  if (guard.kind === "unavailable") {
    return `${guest} runs on ${node}, and nobody knows whether it may: ${guard.reason}.`;
  }
  const lease = await guard.leaseHere();
  if (lease.kind !== "lacking") return undefined;
  return `${guest} runs on ${node} without its lease: run xensan repair ${guest} there. (${lease.reason}.)`;
}
