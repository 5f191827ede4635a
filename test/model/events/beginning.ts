import { watch } from "../invariants/watch.ts";
import { type Dice, diceOf, mishap, roll } from "../world/dice.ts";
import { addDomain } from "../world/domains.ts";
import { advanceMigration } from "../world/migration.ts";
import { killProcess, type Process } from "../world/process.ts";
import { type Guest, type Host, roomOf, type World } from "../world/world.ts";
import { crash, cutOff, giveUpSign } from "./hosts.ts";
import { breakLease } from "./lease-break.ts";
import { type } from "./orders.ts";
import { advancePlainly } from "./programs.ts";

/**
 * How a schedule finds the world: the first guest runs or does not, or its start or its hand-over has come to any of its
 * moments and whoever ordered it is perhaps dead, or an outdated copy of it was left on another host. What can go
 * wrong is mostly in the middle of these, and by chance alone few schedules would get there.
 */
export function begin(world: World, dice: Dice): void {
  const [host, ...others] = world.hosts;
  const [guest] = world.guests;
  const to = others[roll(dice, 2)];
  if (host === undefined || guest === undefined || to === undefined) return;
  const course = roll(dice, 8);
  const moments = roll(dice, 64);
  const isKilled = mishap(dice, 3);
  if (course === 7) return;
  if (course === 6 && world.leased) {
    if (isKilled) takeForDead(world, host, guest, to, moments);
    else {
      leaveBehind(world, host, guest, to);
      if (moments % 4 === 0) takeItsLease(world, host, guest, to);
    }
  } else if (course < 2) letRun(world, host, guest);
  else if (course < 5) handOver(world, host, guest, to, moments, isKilled);
  else letStart(world, host, guest, to, moments % 16, isKilled);
}

/** The guest lost its lease on another host, was paused there, and runs here since. */
function leaveBehind(world: World, host: Host, guest: Guest, other: Host): void {
  const { domid } = addDomain(other, guest, { paused: true, memory: guest.writes });
  world.story?.say(
    other.name,
    `has an outdated ${guest.name}, domain ${domid}, paused since it lost its lease`,
  );
  letRun(world, host, guest);
}

/** Where the outdated copy is, somebody wants to go on when the host that ran the guest has died. */
function takeItsLease(world: World, host: Host, guest: Guest, to: Host): void {
  crash(world, host);
  for (const other of world.hosts) if (other.up) other.sees.set(host.name, "gone");
  giveUpSign(world, host);
  breakLease(world, to, guest);
  const process = type(world, to, guest, { kind: "repair" }, [host]);
  if (process !== undefined) advancePlainly(world, process, 64);
}

/** Somebody took the destination of a hand-over for dead, which it is not. */
function takeForDead(world: World, host: Host, guest: Guest, to: Host, moments: number): void {
  handOver(world, host, guest, to, moments, true);
  cutOff(world, to, "gone");
  giveUpSign(world, to);
  for (let moment = 0; moment < 16 && world.migrations.length > 0; moment += 1) {
    for (const migration of [...world.migrations]) advanceMigration(world, migration, diceOf(0));
    watch(world);
  }
  const process = type(world, host, guest, { kind: "repair" }, [to]);
  if (process !== undefined) advancePlainly(world, process, 64);
}

/** As xensan left it. */
function letRun(world: World, host: Host, guest: Guest): void {
  const { domid } = addDomain(host, guest, {});
  world.story?.say(host.name, `runs ${guest.name} as domain ${domid}`);
  if (world.leased) {
    guest.claim.owner = host;
    guest.claim.version = 1;
    roomOf(host, guest).held = 1;
    roomOf(host, guest).holder = true;
  }
  watch(world);
}

function handOver(
  world: World,
  host: Host,
  guest: Guest,
  to: Host,
  moments: number,
  isKilled: boolean,
): void {
  letRun(world, host, guest);
  const process = type(world, host, guest, { kind: "migrate", to }, []);
  if (process !== undefined) advance(world, process, moments, isKilled);
}

/** And somebody types the same on another host. */
function letStart(
  world: World,
  host: Host,
  guest: Guest,
  to: Host,
  moments: number,
  isKilled: boolean,
): void {
  const process = type(world, host, guest, { kind: "start" }, []);
  if (process !== undefined) advance(world, process, moments, isKilled);
  type(world, to, guest, { kind: "start" }, []);
}

function advance(world: World, process: Process, moments: number, isKilled: boolean): void {
  advancePlainly(world, process, moments);
  if (!isKilled || !world.processes.includes(process)) return;
  world.story?.say(process.host.name, `${process.title} is killed (kill -9)`);
  killProcess(world, process);
}
