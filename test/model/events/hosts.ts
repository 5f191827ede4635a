import type { Standing } from "../../../lib/guard/facts.ts";
import { mishap, pick, roll } from "../world/dice.ts";
import { removeDomain } from "../world/domains.ts";
import { endSign, loseLockspace, rejoinLockspace, signMayEnd } from "../world/leases.ts";
import { killReceiver, killSender } from "../world/migration.ts";
import { linked, noticeMembers, pairOf } from "../world/network.ts";
import { killProcess } from "../world/process.ts";
import { type Host, reach, type World } from "../world/world.ts";
import type { Event } from "./event.ts";
import { administratorGivesUp } from "./orders.ts";

export const hostCrashes: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  if (host === undefined || !host.up) return false;
  crash(world, host);
  return true;
};

/** Everything but the journals and what stands on the lease volume is gone. */
export function crash(world: World, host: Host): void {
  world.story?.say(host.name, "crashes");
  const handOver = world.hosts.filter((each) =>
    each.rooms.some(({ open }) => open?.kind === "departure" || open?.kind === "arrival"),
  );
  if (handOver.includes(host)) {
    reach(world, "a host crashed during a hand-over");
    if (handOver.some((each) => !each.up)) reach(world, "both ends of a hand-over crashed");
  }
  host.up = false;
  for (const process of [...world.processes]) if (process.host === host) killProcess(world, process);
  for (const work of [...world.works])
    if (work.host === host) world.works.splice(world.works.indexOf(work), 1);
  for (const migration of [...world.migrations]) {
    if (migration.to === host && migration.receiver !== "none") killReceiver(world, migration);
    if (migration.from === host) killSender(world, migration, "its host crashed");
  }
  for (const domain of host.domains) removeDomain(world, host, domain, "crash");
  host.toolsHang = false;
  host.isMute = false;
  // What stands in /run is gone; maintenance stands on the disk.
  if (host.closed?.closure.kind === "evacuation") host.closed = undefined;
  host.daemon = false;
  loseLockspace(host);
  for (const room of host.rooms) {
    if (room.rebooting !== undefined) room.rebooting.guest.excused = true;
    room.rebooting = undefined;
    room.mounted = false;
    room.pauseDue = false;
    room.unwatched = false;
  }
}

export const hostBoots: Event = (world, dice) => {
  const host = pick(
    dice,
    world.hosts.filter(({ up }) => !up),
  );
  if (host === undefined) return false;
  boot(world, host);
  return true;
};

export function boot(world: World, host: Host): void {
  world.story?.say(host.name, "boots");
  host.up = true;
  host.volume = true;
  host.daemon = true;
  rejoinLockspace(world, host);
  noticeMembers(world, host);
}

/** The cable between two hosts, or all of one host's cables. */
export const networkParts: Event = (world, dice) => {
  const one = pick(dice, world.hosts);
  const others = world.hosts.filter((each) => each !== one);
  const far = mishap(dice, 2) ? others : others.slice(roll(dice, 2)).slice(0, 1);
  if (one === undefined) return false;
  const handOver = [...world.hosts].some(({ rooms }) => rooms.some(({ open }) => open?.kind === "departure"));
  if (handOver) reach(world, "a partition during a hand-over");
  world.story?.say(
    one.name,
    `and ${far.map(({ name }) => name).join(" and ")} cannot reach each other any more`,
  );
  for (const other of far) world.cut.add(pairOf(one, other));
  return true;
};

export const networkHeals: Event = (world) => {
  if (world.cut.size === 0) return false;
  world.story?.say("network", "heals");
  world.cut.clear();
  return true;
};

export const membershipCatchesUp: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  if (host === undefined || !host.up) return false;
  if (
    world.hosts.every(
      (other) => host.sees.get(other.name) === (linked(world, host, other) ? "member" : "gone"),
    )
  ) {
    return false;
  }
  noticeMembers(world, host);
  const gone = world.hosts.filter(({ name }) => host.sees.get(name) === "gone").map(({ name }) => name);
  world.story?.say(
    host.name,
    gone.length === 0 ? "sees every host as a member" : `sees ${gone.join(" and ")} as gone`,
  );
  return true;
};

export const clusterFalters: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  if (host === undefined || !host.up) return false;
  world.story?.say(host.name, "does not know its cluster's members");
  for (const other of world.hosts) host.sees.set(other.name, "unknown");
  return true;
};

export const toolstackHangs: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  if (host === undefined || !host.up) return false;
  host.toolsHang = !host.toolsHang;
  world.story?.say(
    host.name,
    host.toolsHang ? "has a toolstack that hangs" : "has a toolstack that answers again",
  );
  return true;
};

/** Cut off from both others, with its sanlock dead: a host that runs and looks dead from everywhere. */
export const hostLooksDead: Event = (world, dice) => {
  const busy = world.hosts.filter(
    ({ rooms, domains }) => domains.length > 0 || rooms.some(({ lock }) => lock),
  );
  const host = pick(dice, busy.length === 0 || mishap(dice, 4) ? world.hosts : busy);
  if (!world.leased || host === undefined || !host.up) return false;
  cutOff(world, host, mishap(dice, 4) ? "unknown" : "gone");
  if (mishap(dice, 4)) goMute(world, host);
  if (roll(dice, 2) === 0 && giveUpSign(world, host)) {
    if (roll(dice, 2) === 0) administratorGivesUp(world, dice);
  }
  return true;
};

export function cutOff(world: World, host: Host, standing: Standing): void {
  world.story?.say(
    host.name,
    `is cut off, and its sanlock daemon is killed (kill -9); the others see it as ${standing}`,
  );
  host.daemon = false;
  loseLockspace(host);
  for (const other of world.hosts) {
    if (other === host) continue;
    world.cut.add(pairOf(host, other));
    if (!other.up) continue;
    noticeMembers(world, other);
    other.sees.set(host.name, standing);
  }
}

/** It is reached again, and says nothing: the cluster on the others still takes it for gone. */
function goMute(world: World, host: Host): void {
  world.story?.say(host.name, "is reached again, and xensan on it cannot read its journal");
  host.isMute = true;
  for (const other of world.hosts) world.cut.delete(pairOf(host, other));
}

/** False: it cannot end yet. */
export function giveUpSign(world: World, host: Host): boolean {
  if (!signMayEnd(world, host)) return false;
  world.story?.say(host.name, "'s sign of life on the lease volume is dead");
  endSign(world, host);
  return true;
}
