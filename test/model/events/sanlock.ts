import { pick } from "../world/dice.ts";
import { domainsOf, executes } from "../world/domains.ts";
import { loseLockspace, pauseForLoss, rejoinLockspace, signMayEnd } from "../world/leases.ts";
import { reach, roomOf } from "../world/world.ts";
import type { Event } from "./event.ts";
import { giveUpSign } from "./hosts.ts";

/** Only where there are leases. With its watchdog off nothing but the holder stops the guest. */
export const sanlockIsKilled: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  if (!world.leased || host === undefined || !host.daemon) return false;
  if (host.domains.some(executes)) reach(world, "sanlock was killed while a guest ran");
  world.story?.say(host.name, "sanlock's daemon is killed (kill -9)");
  host.daemon = false;
  loseLockspace(host);
  return true;
};

export const sanlockStarts: Event = (world, dice) => {
  const host = pick(
    dice,
    world.hosts.filter(({ up, volume, joined }) => up && volume && !joined),
  );
  if (!world.leased || host === undefined) return false;
  world.story?.say(host.name, "sanlock's daemon is started again");
  host.daemon = true;
  rejoinLockspace(world, host);
  return true;
};

export const holderPauses: Event = (world) => {
  for (const host of world.hosts) {
    for (const guest of world.guests) {
      if (!roomOf(host, guest).pauseDue || !domainsOf(host, guest).some(executes)) continue;
      world.story?.say(host.name, `the holder pauses ${guest.name}, whose lease is lost`);
      pauseForLoss(world, host, guest);
      return true;
    }
  }
  return false;
};

export const signOfLifeEnds: Event = (world, dice) => {
  const host = pick(
    dice,
    world.hosts.filter((each) => signMayEnd(world, each)),
  );
  if (!world.leased || host === undefined) return false;
  return giveUpSign(world, host);
};

/** At first it only cannot be read; after a while sanlock gives its claims up. */
export const leaseVolumeVanishes: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  if (!world.leased || host === undefined || !host.up) return false;
  reach(world, "the lease volume was out of reach");
  if (host.volume) {
    world.story?.say(host.name, "cannot reach the lease volume");
    host.volume = false;
  } else if (host.joined) {
    world.story?.say(host.name, "has not reached the lease volume for too long: sanlock gives its claims up");
    loseLockspace(host);
  } else {
    world.story?.say(host.name, "reaches the lease volume again");
    host.volume = true;
  }
  return true;
};

export const holderIsKilled: Event = (world, dice) => {
  const host = pick(dice, world.hosts);
  const guest = world.guests[0];
  if (!world.leased || host === undefined || guest === undefined) return false;
  const room = roomOf(host, guest);
  if (!room.holder) return false;
  reach(world, "a holder was killed");
  world.story?.say(host.name, `the holder of ${guest.name}'s lease is killed (kill -9)`);
  room.holder = false;
  room.unwatched = true;
  return true;
};
