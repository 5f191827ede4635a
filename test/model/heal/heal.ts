import { type } from "../events/orders.ts";
import { watch } from "../invariants/watch.ts";
import { type Dice, diceOf, roll } from "../world/dice.ts";
import { domainsOf, executes } from "../world/domains.ts";
import { advanceProcess } from "../world/process.ts";
import { breach, type Guest, type Host, reach, roomOf, type World } from "../world/world.ts";
import { mend } from "./mend.ts";

/**
 * From whatever became of the world, administrators lead it back: everything but perhaps the hosts that are down is mended,
 * each guest is repaired on each host, and then it runs exactly once, with nothing open and its lease where it runs; or
 * it stops cleanly. Otherwise an invariant is broken.
 */
export function heal(world: World, dice: Dice): void {
  const dead = roll(dice, 2) === 1 ? world.hosts.filter(({ up }) => !up) : [];
  const alive = world.hosts.filter((host) => !dead.includes(host));
  if (dead.length > 0 && alive.length > 0) {
    reach(world, "healed with a host that stays dead");
    world.story?.say("healing", `${dead.map(({ name }) => name).join(" and ")} stays dead for now`);
    mend(world, alive);
    leadBack(world, alive, dead);
  }
  world.story?.say("healing", "everything is mended");
  mend(world, world.hosts);
  leadBack(world, world.hosts, []);
  for (const guest of world.guests) stopCleanly(world, guest);
}

function leadBack(world: World, hosts: readonly Host[], dead: readonly Host[]) {
  for (const guest of world.guests) {
    if (world.broken !== undefined) return;
    if (isUntouched(world, guest)) continue;
    for (let round = 0; round < rounds; round += 1) {
      repairEverywhere(world, hosts, dead, guest);
      if (!throwLeftoversAway(world, hosts, dead, guest)) break;
    }
    if (!runs(hosts, guest)) startSomewhere(world, hosts, dead, guest);
    checkLedBack(world, hosts, dead, guest);
  }
}

/** Nobody did anything with it. */
function isUntouched(world: World, guest: Guest): boolean {
  const { version, owner } = guest.claim;
  return (
    guest.writes === 0 &&
    version === 0 &&
    owner === undefined &&
    world.hosts.every((host) => roomOf(host, guest).open === undefined && domainsOf(host, guest).length === 0)
  );
}

const rounds = 3;

/** One repair may need another one on another host first, so a few rounds are allowed. */
function repairEverywhere(world: World, hosts: readonly Host[], dead: readonly Host[], guest: Guest) {
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0 && isInOrder(world, hosts, guest)) return;
    for (const host of hosts) order(world, host, guest, "repair", dead);
  }
}

function isInOrder(world: World, hosts: readonly Host[], guest: Guest): boolean {
  return hosts.every((host) => {
    const { open, held } = roomOf(host, guest);
    return (
      open === undefined && (!world.leased || (held !== undefined) === domainsOf(host, guest).some(executes))
    );
  });
}

/** What stands still and is outdated, as repair says. True: there was something. */
function throwLeftoversAway(
  world: World,
  hosts: readonly Host[],
  dead: readonly Host[],
  guest: Guest,
): boolean {
  let found = false;
  for (const host of hosts) {
    const left = domainsOf(host, guest);
    if (left.length === 0 || left.some(executes)) continue;
    order(world, host, guest, "stop --force", dead);
    found = true;
  }
  return found;
}

function startSomewhere(world: World, hosts: readonly Host[], dead: readonly Host[], guest: Guest) {
  for (const host of hosts) {
    if (!runs(hosts, guest)) order(world, host, guest, "start", dead);
  }
}

function runs(hosts: readonly Host[], guest: Guest): boolean {
  return hosts.some((host) => domainsOf(host, guest).some(executes));
}

function checkLedBack(world: World, hosts: readonly Host[], dead: readonly Host[], guest: Guest) {
  const domains = hosts.flatMap((host) => domainsOf(host, guest).map((domain) => ({ host, domain })));
  const open = hosts.find((host) => roomOf(host, guest).open !== undefined);
  const [only, ...more] = domains;
  if (only === undefined) return unrecoverable(world, guest, "it runs nowhere");
  if (more.length > 0 || !executes(only.domain))
    return unrecoverable(world, guest, "it does not just run once");
  if (open !== undefined) return unrecoverable(world, guest, `something stays open on ${open.name}`);
  // What a colleague started by hand while a dead host has its claim gets it when that host is back.
  if (!world.leased || (!only.domain.ours && dead.length > 0)) return;
  const room = roomOf(only.host, guest);
  if (guest.claim.owner !== only.host || room.held !== guest.claim.version || !room.holder) {
    unrecoverable(world, guest, "it runs and its lease is not held there");
  }
}

function stopCleanly(world: World, guest: Guest) {
  const host = world.hosts.find((each) => domainsOf(each, guest).length > 0);
  if (host === undefined || world.broken !== undefined) return;
  order(world, host, guest, "stop", []);
  if (domainsOf(host, guest).length > 0)
    return unrecoverable(world, guest, `it does not stop on ${host.name}`);
  if (roomOf(host, guest).open !== undefined) return unrecoverable(world, guest, "its stop stays open");
  if (guest.claim.owner !== undefined) unrecoverable(world, guest, "it is stopped and its lease is not free");
}

function unrecoverable(world: World, guest: Guest, what: string): void {
  breach(world, "a way back", `after everything was mended and ${guest.name} repaired, ${what}.`);
}

/** More moments than any program has. */
const patience = 2000;

function order(
  world: World,
  host: Host,
  guest: Guest,
  kind: "start" | "stop" | "stop --force" | "repair",
  dead: readonly Host[],
): void {
  if (world.broken !== undefined) return;
  const process = type(world, host, guest, { kind }, dead);
  if (process === undefined) return;
  for (let moment = 0; moment < patience && world.broken === undefined; moment += 1) {
    if (!world.processes.includes(process)) return;
    advanceProcess(world, process, diceOf(0));
    watch(world);
  }
  breach(world, "a way back", `${process.title} on ${host.name} never ends.`);
}
