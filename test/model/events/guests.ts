import { type Dice, mishap, pick, roll } from "../world/dice.ts";
import { comeBack, executes, isGoing, letGo, type ModelDomain, removeDomain } from "../world/domains.ts";
import { type Host, roomOf, type World } from "../world/world.ts";
import type { Event } from "./event.ts";

/** What guests and dying domains do by themselves. */

export const guestReboots: Event = (world, dice) => {
  const found = pickDomain(
    world,
    dice,
    (domain) => executes(domain) && domain.doomed === undefined && !domain.asked && !domain.isAlone,
  );
  if (found === undefined) return false;
  const { host, domain } = found;
  const room = roomOf(host, domain.guest);
  if (room.rebooting !== undefined) return false;
  world.story?.say(
    host.name,
    `${domain.guest.name}, domain ${domain.domid}, reboots and is absent for a moment`,
  );
  removeDomain(world, host, domain, "reboot");
  room.rebooting = domain;
  room.rebootsSlowly = mishap(dice, 3);
  return true;
};

export const guestIsBack: Event = (world) => {
  for (const host of world.hosts) {
    for (const guest of world.guests) {
      if (roomOf(host, guest).rebooting === undefined) continue;
      comeBack(world, host, guest);
      return true;
    }
  }
  return false;
};

export const domainGoes: Event = (world, dice) => {
  const found = pickDomain(world, dice, isGoing);
  if (found === undefined) return false;
  letGo(world, found.host, found.domain);
  return true;
};

export function pickDomain(
  world: World,
  dice: Dice,
  wanted: (domain: ModelDomain) => boolean,
): { readonly host: Host; readonly domain: ModelDomain } | undefined {
  const found = world.hosts.flatMap((host) =>
    host.domains.filter(wanted).map((domain) => ({ host, domain })),
  );
  return found.length === 0 ? undefined : pick(dice, found);
}

/** The guest that most of a schedule is about, or now and then the other one. */
export function pickGuest(world: World, dice: Dice) {
  const guest = world.guests[roll(dice, 12) === 11 ? 1 : 0];
  if (guest === undefined) throw new Error("there are no guests");
  return guest;
}
