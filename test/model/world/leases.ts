import type { Acquisition, Holding, LeaseView, Release, SignOfLife } from "../../../lib/guard/lease.ts";
import type { Outcome } from "../../../lib/xen/toolstack.ts";
import { type Dice, mishap, roll } from "./dice.ts";
import { comeBack, domainsOf, executes } from "./domains.ts";
import { killSender } from "./migration.ts";
import { type Guest, type Host, reach, roomOf, type World } from "./world.ts";

/** The lease volume and the daemons, as lease.ts promises them. */

export function viewLease(host: Host, { claim }: Guest): LeaseView {
  if (!host.volume) return { kind: "unknown", reason: "the lease volume cannot be read" };
  const { version, owner, lastOwner } = claim;
  if (owner === undefined) return { kind: "free", version, lastOwner: lastOwner?.name };
  return { kind: "owned", version, owner: owner.name };
}

/** The daemon's word counts where it names the claim; where it does not, the volume's: a daemon forgets, the volume does not. */
export function holding(host: Host, guest: Guest): Holding {
  const { held, holder } = roomOf(host, guest);
  if (held !== undefined) {
    return holder ? { kind: "held", version: held, holder: 1 } : { kind: "orphaned", version: held };
  }
  if (!host.volume) return { kind: "unknown", reason: "the lease volume cannot be read" };
  if (guest.claim.owner !== host) return { kind: "not-held" };
  if (!host.daemon) return { kind: "unknown", reason: "sanlock's daemon does not answer" };
  return { kind: "orphaned", version: guest.claim.version };
}

export function signsOfLife(world: World, host: Host): ReadonlyMap<string, SignOfLife> {
  return new Map(world.hosts.map(({ name, sign }) => [name, host.volume ? sign : "unknown"]));
}

export function acquire(
  world: World,
  host: Host,
  guest: Guest,
  { version, from }: { readonly version: number; readonly from?: string },
  dice: Dice,
): Acquisition {
  const { claim } = guest;
  const room = roomOf(host, guest);
  if (!host.daemon || !host.volume) return { kind: "refused", reason: "sanlock is not at work on this host" };
  const other = claim.owner !== undefined && claim.owner !== host ? claim.owner : undefined;
  if (other !== undefined && (other.name !== from || other.sign !== "dead")) {
    return { kind: "refused", reason: `${other.name} has the lease` };
  }
  if (claim.version !== version) return { kind: "refused", reason: "the lease has changed since" };
  const trouble = roll(dice, 16);
  if (trouble === 15) return { kind: "unknown", reason: "sanlock did not answer in time" };
  if (other !== undefined) {
    reach(world, "a claim passed from a dead host");
    if (other.up) reach(world, "a claim passed from a host that runs");
    guest.excused = true;
  }
  if (!host.joined) rejoinLockspace(world, host);
  // What sanlock's daemon has held all the time is taken up under its number, anything else is a new claim.
  if (room.held === undefined) claim.version += 1;
  claim.owner = host;
  room.held = claim.version;
  room.holder = true;
  room.pauseDue = false;
  room.unwatched = false;
  for (const domain of domainsOf(host, guest)) domain.ours = true;
  if (trouble === 14) return { kind: "unknown", reason: "sanlock did not answer in time" };
  return { kind: "acquired", version: claim.version };
}

export function joinLease(world: World, host: Host): Outcome {
  if (!host.daemon || !host.volume) return { kind: "failed", reason: "sanlock is not at work on this host" };
  if (!host.joined) rejoinLockspace(world, host);
  return { kind: "done" };
}

/** What stands on the volume as this host's is given up, whether its daemon still knows of it or not. */
export function release(world: World, host: Host, guest: Guest, dice: Dice): Release {
  const { claim } = guest;
  if (!host.volume) return { kind: "failed", reason: "the lease volume cannot be read" };
  if (claim.owner !== host) return { kind: "released", version: claim.version };
  const trouble = roll(dice, 16);
  if (!host.daemon || trouble === 15) return { kind: "failed", reason: "sanlock does not answer" };
  if (!host.joined) rejoinLockspace(world, host);
  const room = roomOf(host, guest);
  claim.owner = undefined;
  claim.lastOwner = host;
  room.held = undefined;
  room.holder = false;
  room.pauseDue = false;
  if (trouble === 14) return { kind: "failed", reason: "sanlock did not answer in time" };
  return { kind: "released", version: claim.version };
}

/** kill -9 of sanlock's daemon with its watchdog off, or a lease volume that is out of reach for too long. */
export function loseLockspace(host: Host): void {
  host.joined = false;
  if (host.sign === "alive") host.sign = "unknown";
  for (const room of host.rooms) {
    if (room.held !== undefined && room.holder) room.pauseDue = true;
    room.held = undefined;
    room.holder = false;
  }
}

/** The holder of a lost claim watches long enough to have paused its guest by now, even one that rebooted. */
export function rejoinLockspace(world: World, host: Host): void {
  host.joined = true;
  host.sign = "alive";
  for (const guest of world.guests) {
    const room = roomOf(host, guest);
    if (room.pauseDue) {
      comeBack(world, host, guest);
      pauseForLoss(world, host, guest);
    }
    room.pauseDue = false;
  }
}

/** The holder pauses whatever the guest has here; a suspended domain then stays paused when it is resumed. */
export function pauseForLoss(world: World, host: Host, guest: Guest): void {
  for (const domain of domainsOf(host, guest)) {
    if (executes(domain)) reach(world, "a guest paused for its lost lease");
    domain.paused = true;
  }
}

/**
 * A sign of life goes out minutes after the last one was written, so never between a program's look at the lease and what it
 * does next. Left out as the stated limit of a watchdog that is off: that somebody also killed the holder, whatever the guest's state, or that the
 * guest was started or its disk mounted without a lease by hand.
 */
export function signMayEnd({ works }: World, host: Host): boolean {
  if (host.sign !== "unknown") return false;
  if (!host.up) return true;
  if (works.some((work) => work.host === host && work.kind !== "create")) return false;
  return host.rooms.every(
    ({ unwatched, lock, mounted, rebooting }, index) =>
      !lock?.trusts &&
      !mounted &&
      rebooting === undefined &&
      !(unwatched && host.domains.some(({ guest, paused }) => guest.index === index && !paused)),
  );
}

/** By then the holder has paused what executes, and an ssh that has not come through has given up: it gets 10 s. */
export function endSign(world: World, host: Host): void {
  for (const migration of [...world.migrations]) {
    const { from, to, sender } = migration;
    if (sender !== "connects" || (from !== host && to !== host)) continue;
    killSender(world, migration, "the destination cannot be reached by ssh");
  }
  for (const guest of world.guests) if (roomOf(host, guest).pauseDue) pauseForLoss(world, host, guest);
  host.sign = "dead";
}

/** Unused dice make it plain. */
export function viewWithMishap(host: Host, guest: Guest, dice: Dice): LeaseView {
  return mishap(dice, 32)
    ? { kind: "unknown", reason: "the lease volume did not answer in time" }
    : viewLease(host, guest);
}
