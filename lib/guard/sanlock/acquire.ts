import { type Deadline, deadlineAfter } from "../../system/deadline.ts";
import type { Acquisition, Holding } from "../lease.ts";
import { type Claim, isFree, isOwn, readClaimAt, viewOf } from "./claim.ts";
import { doubtOfDeath } from "./dead-owner.ts";
import { readHolding } from "./holding.ts";
import type { LeaseHost } from "./host.ts";
import type { HostList } from "./host-list.ts";
import { join, readClaimAndHosts, type Seen } from "./join.ts";
import { release } from "./release.ts";
import { type Taken, takeAndHold } from "./take.ts";

/** See Lease.acquire. @param seen the claim as it was read just now */
export async function acquire(
  host: LeaseHost,
  guest: string,
  expectVersion: number,
  timeoutMs: number,
  from?: string,
  seen: Promise<Seen> = readClaimAndHosts(host, guest, timeoutMs),
): Promise<Acquisition> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const [claim, hosts] = await seen;
  if (claim.kind === "unknown") return refused(claim.reason);
  const refusal = refusalBy(host, guest, claim, { version: expectVersion, from });
  if (refusal !== undefined) return refused(refusal);
  const doubt = isOthers(host, claim)
    ? await doubtOfDeath(host, claim.leader.ownerId, deadline.remainingMs())
    : undefined;
  if (doubt !== undefined) return refused(doubt);
  if (isOwn(host, claim)) {
    const holding = await readHolding(host, guest, deadline.remainingMs());
    if (holding.kind === "held") return { kind: "acquired", version: holding.version };
  }
  const taken = await joinAndTake(host, guest, claim, hosts, deadline);
  if (taken.kind === "refused") return refused(taken.reason);
  const back = await readBack(host, guest, claim, deadline);
  if (taken.kind === "unknown" && back.kind !== "acquired") return taken;
  return back;
}

/** How long sanlock may go on listing a volume that it has lost. Milliseconds. */
const losingMs = 10_000;

/** A host that has lost its path to the volume, and has it back, joins anew as soon as sanlock has given up the old membership. */
async function joinAndTake(
  host: LeaseHost,
  guest: string,
  claim: Claim,
  hosts: HostList | undefined,
  deadline: Deadline,
): Promise<Taken> {
  const losing = deadlineAfter(host.clock, Math.min(losingMs, deadline.remainingMs()));
  for (let known = hosts; ; known = undefined) {
    const joined = await join(host, deadline.remainingMs(), known);
    if (joined.kind === "failed") return { kind: "refused", reason: joined.reason };
    const taken = await takeAndHold(host, guest, claim, deadline.remainingMs());
    if (taken.kind !== "refused") return taken;
    if (!taken.notJoined || losing.remainingMs() === 0)
      return { kind: "refused", reason: `${guest}'s claim was not acquired: ${taken.reason}` };
    await host.clock.sleep(Math.min(250, losing.remainingMs()));
  }
}

/**
 * sanlock itself would take over what another host left: at once where that host has rejoined since, and after 140 s
 * where it is silent. Here nothing passes by time.
 */
function refusalBy(
  host: LeaseHost,
  guest: string,
  claim: Claim,
  expected: { readonly version: number; readonly from: string | undefined },
): string | undefined {
  const view = viewOf(host, claim);
  if (view.kind === "owned" && view.owner !== host.self && view.owner !== expected.from) {
    return (
      `${view.owner} owns ${guest}'s claim on ${host.path}: stop ${guest} there, or, where ${view.owner} is dead, ` +
      `run xensan lease break ${guest}`
    );
  }
  const { version } = claim.leader;
  if (version === expected.version) return undefined;
  return `${guest}'s claim has the version ${version} and not ${expected.version}: somebody had it meanwhile; begin anew`;
}

function isOthers(host: LeaseHost, claim: Claim): boolean {
  return !isFree(claim) && !isOwn(host, claim);
}

/** What counts is what stands on the volume and in the daemon afterwards. */
async function readBack(
  host: LeaseHost,
  guest: string,
  before: Claim,
  deadline: Deadline,
): Promise<Acquisition> {
  const [after, holding] = await Promise.all([
    readClaimAt(host, guest, before.offset, deadline.remainingMs()),
    readHolding(host, guest, deadline.remainingMs()),
  ]);
  if (after.kind === "unknown") return after;
  if (!isOwn(host, after) || holding.kind !== "held")
    return { kind: "unknown", reason: unconfirmed(guest, holding) };
  const { version } = after.leader;
  if (version === before.leader.version + 1 || (isOwn(host, before) && version === before.leader.version)) {
    return { kind: "acquired", version };
  }
  // Only where it was never held before, since 0 is no condition for sanlock: somebody was faster, and gave it up.
  await release(host, guest, deadline.remainingMs());
  return refused(
    `${guest}'s claim had the version ${version - 1} and not ${before.leader.version}: begin anew`,
  );
}

function unconfirmed(guest: string, holding: Holding): string {
  if (holding.kind === "unknown") return holding.reason;
  return `sanlock ended well, but ${guest}'s claim is ${holding.kind === "held" ? "not this host's" : holding.kind}`;
}

function refused(reason: string): Acquisition {
  return { kind: "refused", reason };
}
