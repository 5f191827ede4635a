import { migrate } from "../../../lib/guard/programs/migrate.ts";
import type { Order } from "../../../lib/guard/programs/order.ts";
import { repair } from "../../../lib/guard/programs/repair.ts";
import { start } from "../../../lib/guard/programs/start.ts";
import { stop } from "../../../lib/guard/programs/stop.ts";
import type { Ending, Program } from "../../../lib/guard/step.ts";
import { type Dice, pick, roll } from "../world/dice.ts";
import { domainsOf, executes } from "../world/domains.ts";
import { linked } from "../world/network.ts";
import { type Deed, type Process, startProcess } from "../world/process.ts";
import { type Guest, type Host, reach, roomOf, type World } from "../world/world.ts";
import type { Event } from "./event.ts";
import { pickGuest } from "./guests.ts";
import { advancePlainly } from "./programs.ts";

/** What an administrator types. */
export type Command =
  | { readonly kind: "start" | "stop" | "stop --force" | "repair" }
  | { readonly kind: "migrate"; readonly to: Host };

const deeds = ["repair", "migrate", "start", "repair", "migrate", "stop", "start", "stop --force"] as const;

export const administratorTypes: Event = (world, dice) => {
  const guest = pickGuest(world, dice);
  const deed = deeds[roll(dice, deeds.length)] ?? "repair";
  const host = hostFor(world, guest, deed, dice);
  if (host === undefined) return false;
  const to = pick(
    dice,
    world.hosts.filter((each) => each !== host),
  );
  if (to === undefined) return false;
  const command: Command = deed === "migrate" ? { kind: deed, to } : { kind: deed };
  return type(world, host, guest, command, confirmedDead(world, host, dice)) !== undefined;
};

/** Somebody takes what does not answer for dead, and waits until his command ends. */
export const administratorGivesUp: Event = (world, dice) => {
  const [guest] = world.guests;
  const host = pick(dice, world.hosts);
  if (guest === undefined || host === undefined || !host.up) return false;
  const gone = world.hosts.filter(
    (other) => (other.isMute || !linked(world, host, other)) && other !== host && (world.leased || !other.up),
  );
  if (gone.length === 0) return false;
  const kind = roomOf(host, guest).open === undefined && roll(dice, 4) > 0 ? "start" : "repair";
  const process = type(world, host, guest, { kind }, gone);
  if (process !== undefined) advancePlainly(world, process, 64);
  return process !== undefined;
};

/** Undefined: the host is down, or another program is at work with the guest there. */
export function type(
  world: World,
  host: Host,
  guest: Guest,
  command: Command,
  confirmed: readonly Host[],
): Process | undefined {
  if (!host.up || roomOf(host, guest).lock !== undefined) return undefined;
  world.ids += 1;
  const order: Order = {
    guest: guest.name,
    here: host.name,
    id: `${host.name}-${world.ids}`,
    sinceMs: world.ids,
    leased: world.leased,
  };
  const words =
    command.kind === "migrate" ? `migrate ${guest.name} ${command.to.name}` : `${command.kind} ${guest.name}`;
  const title = [words, ...confirmed.map(({ name }) => `--confirm-dead ${name}`)].join(" ");
  world.story?.say(host.name, `an administrator types: ${title}`);
  noteSituations(world, host, guest, command, confirmed);
  return startProcess(world, {
    host,
    guest,
    id: order.id,
    deed: deedOf(command),
    title,
    program: programFor(order, command),
    confirmed: confirmed.map(({ name }) => name),
    call: undefined,
  });
}

function deedOf({ kind }: Command): Deed {
  return kind === "stop --force" ? "stop" : kind;
}

function programFor(order: Order, command: Command): Program<Ending> {
  switch (command.kind) {
    case "start":
      return start(order);
    case "stop":
    case "stop --force":
      return stop(order, command.kind === "stop" ? {} : { force: "everything" });
    case "repair":
      return repair(order);
    case "migrate":
      return migrate(order, command.to.name);
  }
}

/** People mostly stop and move a guest where it runs, and repair where something is open; not always. */
function hostFor(world: World, guest: Guest, deed: (typeof deeds)[number], dice: Dice): Host | undefined {
  const anywhere = roll(dice, 4) === 3;
  const sensible = world.hosts.filter((host) => {
    if (!host.up) return false;
    if (deed === "repair") return roomOf(host, guest).open !== undefined;
    return deed === "start" || domainsOf(host, guest).some(executes);
  });
  return pick(dice, anywhere || sensible.length === 0 ? world.hosts : sensible);
}

/**
 * With leases an administrator may be wrong: membership and lease volume have to bear him out. Without them a false word
 * about a host that runs is the stated limit, so it is not spoken here.
 */
function confirmedDead(world: World, here: Host, dice: Dice): readonly Host[] {
  const others = world.hosts.filter((host) => host !== here);
  const course = roll(dice, 4);
  if (course === 0) return [];
  if (!world.leased) return others.filter(({ up }) => !up);
  const gone = others.filter((host) => host.isMute || !linked(world, here, host));
  if (gone.length > 0 && course < 3) return gone;
  return course === 1 ? [] : others.slice(roll(dice, 2)).slice(0, 1 + roll(dice, 2));
}

function noteSituations(
  world: World,
  host: Host,
  guest: Guest,
  command: Command,
  confirmed: readonly Host[],
): void {
  for (const { up } of confirmed) reach(world, up ? "a false confirmation" : "a true confirmation");
  const others = world.processes.filter((each) => each.guest === guest && each.host !== host);
  if (others.length > 0) reach(world, "two programs at work with one guest on two hosts");
  const handOver = world.hosts.some((each) => roomOf(each, guest).open?.kind === "departure");
  const starts = world.hosts.filter((each) => each !== host && roomOf(each, guest).open?.kind === "start");
  if (starts.length > 0 && command.kind === "start") reach(world, "two starts at once");
  if (handOver && command.kind === "start") reach(world, "a start during a hand-over");
  if (host.closed !== undefined && command.kind === "start") reach(world, "a start where nobody is taken in");
  if (command.kind === "migrate" && command.to.closed !== undefined) {
    reach(world, "a move to where nobody is taken in");
  }
  if (handOver && deedOf(command) === "stop") reach(world, "a stop during a hand-over");
}
