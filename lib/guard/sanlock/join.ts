import { deadlineAfter } from "../../system/deadline.ts";
import { guestNameProblem } from "../../xen/guest-name.ts";
import { readClaim } from "./claim.ts";
import { type LeaseHost, ownLeaseId } from "./host.ts";
import { type HostList, parseHostList } from "./host-list.ts";
import { lockspaceWord } from "./place.ts";
import { noDaemon, sanlock } from "./program.ts";
import { describeResult, isNoDaemon, resultOf } from "./result-code.ts";

export type Joined = { readonly kind: "joined" } | { readonly kind: "failed"; readonly reason: string };

/**
 * Gives this host its entry on the volume, and waits for it: 20 s by sanlock's own times, and 160 s where the entry
 * is left from a daemon of another name that did not leave in order.
 *
 * @param seen the list of hosts, where it was just read
 */
export async function join(host: LeaseHost, timeoutMs: number, seen?: HostList): Promise<Joined> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  for (let known = seen; ; known = undefined) {
    const list = known ?? (await readHosts(host, deadline.remainingMs()));
    const joined = joinedBy(host, list);
    if (joined !== undefined) return joined;
    if (deadline.remainingMs() === 0)
      return failed(`this host has not joined ${host.path} in time; try again`);
    if (list.kind === "not-joined") {
      const added = await addLockspace(host, deadline.remainingMs());
      if (added !== undefined) return added;
    } else {
      await host.clock.sleep(Math.min(250, deadline.remainingMs()));
    }
  }
}

/** Undefined: not yet. */
export function joinedBy(host: LeaseHost, list: HostList): Joined | undefined {
  switch (list.kind) {
    case "joined":
    case "not-ready":
      if (list.leaseId === ownLeaseId(host)) return { kind: "joined" };
      return failed(
        `this host has joined ${host.path} as host number ${list.leaseId}, but its leaseId in the cluster file is ` +
          `${ownLeaseId(host)}: stop its guests and restart sanlock`,
      );
    case "no-daemon":
      return failed(noDaemon);
    case "unknown":
      return failed(list.reason);
    case "joining":
    case "leaving":
    case "not-joined":
      return undefined;
  }
}

/** Undefined: it is there, or on its way. */
async function addLockspace(host: LeaseHost, timeoutMs: number): Promise<Joined | undefined> {
  const { ioTimeoutSeconds } = host;
  const word = lockspaceWord(host.path, ownLeaseId(host));
  const io = ioTimeoutSeconds === undefined ? [] : ["-o", String(ioTimeoutSeconds)];
  const said = await sanlock(host, ["client", "add_lockspace", "-s", word, ...io], timeoutMs);
  if (said.kind === "unknown") return failed(said.reason);
  const code = resultOf("add_lockspace", said.text);
  if (code === 0 || code === -17 || code === -115) return undefined;
  if (code === undefined) return failed("sanlock's add_lockspace did not say how it ended");
  if (isNoDaemon(code)) return failed(noDaemon);
  return failed(`this host cannot join ${host.path}: ${describeResult("add_lockspace", code)}`);
}

export type Seen = readonly [Awaited<ReturnType<typeof readClaim>>, HostList | undefined];

/** A claim, and beside it, since a guest may stand still meanwhile, whether this host has joined. */
export async function readClaimAndHosts(host: LeaseHost, guest: string, timeoutMs: number): Promise<Seen> {
  const hosts = guestNameProblem(guest) === undefined ? readHosts : async () => undefined;
  return Promise.all([readClaim(host, guest, timeoutMs), hosts(host, timeoutMs)]);
}

export async function readHosts(host: LeaseHost, timeoutMs: number): Promise<HostList> {
  const said = await sanlock(host, ["client", "gets", "-h", "1"], timeoutMs);
  return said.kind === "unknown" ? said : parseHostList(said.text, host.path);
}

function failed(reason: string): Joined {
  return { kind: "failed", reason };
}
