import { pick } from "../world/dice.ts";
import { addDomain, domainsOf, executes, type ModelDomain, removeDomain } from "../world/domains.ts";
import { atWorkOn } from "../world/migration.ts";
import { type Guest, reach, roomOf, type World } from "../world/world.ts";
import type { Event } from "./event.ts";
import { pickDomain, pickGuest } from "./guests.ts";

/** What a careful colleague without xensan does with xl and mount: he looks everywhere first. */

export const createdByHand: Event = (world, dice) => {
  const guest = pickGuest(world, dice);
  const host = pick(dice, world.hosts);
  if (host === undefined || !host.up || host.toolsHang || !host.joined || !isNowhere(world, guest))
    return false;
  reach(world, "a guest created by hand");
  const { domid } = addDomain(host, guest, { ours: false });
  roomOf(host, guest).unwatched = true;
  world.story?.say(
    host.name,
    `a colleague types xl create ${guest.name}: domain ${domid} runs, without a lease`,
  );
  return true;
};

export const renamedByHand: Event = (world, dice) => {
  const found = pickDomain(world, dice, executes);
  if (found === undefined || found.host.toolsHang) return false;
  const { host, domain } = found;
  const old = domain.name;
  // Back to its own name only while nobody is at work with it: nothing that looks twice could see through that.
  if (old !== domain.guest.name && roomOf(host, domain.guest).lock !== undefined) return false;
  domain.name = old === domain.guest.name ? `${old}-test` : domain.guest.name;
  if (domain.name !== domain.guest.name) reach(world, "a guest runs under another name");
  world.story?.say(host.name, `a colleague types xl rename ${old} ${domain.name}`);
  return true;
};

/** Not in the middle of an operation, but rather where one was cut off than elsewhere. */
export const pausedByHand: Event = (world, dice) => {
  const isCutOff = (domain: ModelDomain) =>
    executes(domain) && world.hosts.some((host) => roomOf(host, domain.guest).open !== undefined);
  const found = pickDomain(world, dice, isCutOff) ?? pickDomain(world, dice, executes);
  if (found === undefined || found.host.toolsHang) return false;
  const { host, domain } = found;
  const isAtWork = (each: { readonly guest: Guest }) => each.guest === domain.guest;
  if (world.processes.some(isAtWork) || world.calls.some(isAtWork)) return false;
  reach(world, "a guest paused by hand");
  world.story?.say(host.name, `a colleague types xl pause ${domain.name}`);
  domain.paused = true;
  return true;
};

export const destroyedByHand: Event = (world, dice) => {
  const found = pickDomain(world, dice, executes);
  if (found === undefined || found.host.toolsHang) return false;
  const { host, domain } = found;
  world.story?.say(host.name, `a colleague types xl destroy ${domain.name}`);
  removeDomain(world, host, domain, "order");
  return true;
};

export const mountedByHand: Event = (world, dice) => {
  const guest = pickGuest(world, dice);
  const mounted = world.hosts.find((host) => roomOf(host, guest).mounted);
  if (mounted !== undefined) {
    world.story?.say(mounted.name, `a colleague unmounts ${guest.name}'s disk`);
    roomOf(mounted, guest).mounted = false;
    return true;
  }
  const host = pick(dice, world.hosts);
  if (host === undefined || !host.up || !host.joined || !isNowhere(world, guest)) return false;
  reach(world, "a disk mounted in dom0");
  world.story?.say(host.name, `a colleague mounts ${guest.name}'s disk in dom0`);
  roomOf(host, guest).mounted = true;
  return true;
};

function isNowhere(world: World, guest: Guest): boolean {
  if (world.processes.some((process) => process.guest === guest)) return false;
  return world.hosts.every((host) => {
    const { open, mounted, rebooting } = roomOf(host, guest);
    const idle = open === undefined && !mounted && rebooting === undefined;
    return idle && domainsOf(host, guest).length === 0 && atWorkOn(world, host, guest).length === 0;
  });
}
