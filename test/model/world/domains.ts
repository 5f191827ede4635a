import { type Domain, type DomainState, mayExecute, roleOf } from "../../../lib/xen/domain.ts";
import { type Presence, presenceOf } from "../../../lib/xen/presence.ts";
import type { Process } from "./process.ts";
import { breach, type Guest, type Host, reach, roomOf, type World } from "./world.ts";

/** A domain of a guest on one host. */
export type ModelDomain = {
  readonly domid: number;
  readonly guest: Guest;
  name: string;
  paused: boolean;
  suspended: boolean;
  /** Destroyed, and not cleared away yet. */
  dying: boolean;
  /** The toolstack said that it is destroyed, and it will be: by whose word. */
  doomed: Cause | undefined;
  /** The guest was asked to shut down. */
  asked: boolean;
  /** It did, and stands there: nobody clears it away. */
  isDown: boolean;
  /** It was suspended once, so its xl has ended, which would clear it away after a shutdown. */
  isAlone: boolean;
  /** The guest's count of writes that its memory knows; "none": it has none yet, or not all of it. */
  memory: number | "none";
  /** A copy of a migration that has not executed yet. */
  copy: boolean;
  /** xensan let it run: then it needs the lease. */
  ours: boolean;
  /** The program that ordered its creation. */
  readonly builder: Process | undefined;
};

/** Why a domain goes: only an order and a crash may take the last copy of a guest. */
export type Cause = "order" | "crash" | "reboot" | "nobody ordered it";

export function addDomain(host: Host, guest: Guest, more: Partial<ModelDomain>): ModelDomain {
  const domain: ModelDomain = {
    domid: host.nextDomid,
    guest,
    name: guest.name,
    paused: false,
    suspended: false,
    dying: false,
    doomed: undefined,
    asked: false,
    isDown: false,
    isAlone: false,
    memory: "none",
    copy: false,
    ours: true,
    builder: undefined,
    ...more,
  };
  host.nextDomid += 1;
  host.domains.push(domain);
  return domain;
}

export function removeDomain(world: World, host: Host, domain: ModelDomain, cause: Cause) {
  host.domains = host.domains.filter((each) => each !== domain);
  const { guest } = domain;
  if (!isGuestItself(domain) || cause === "reboot") return;
  // What is left of it after an order or a crash, such as a copy under way, may go as well.
  if (cause === "crash" || cause === "order") guest.excused = true;
  const elsewhere = world.hosts.some(
    (each) =>
      roomOf(each, guest).rebooting !== undefined ||
      each.domains.some((other) => other.guest === guest && isGuestItself(other)),
  );
  if (elsewhere || guest.excused || cause !== "nobody ordered it") return;
  breach(
    world,
    "no needless loss",
    `${guest.name} was lost: the last domain that was the guest, ${domain.domid} (${domain.name}) on ${host.name}, is gone, ` +
      "and nobody ordered that.",
  );
}

/** Its memory fits the disks as they are now: it is the guest, whether it executes or waits. */
export function isGuestItself({ memory, guest }: ModelDomain): boolean {
  return memory === guest.writes;
}

/** It was doomed, or asked to shut down and does. */
export function letGo(world: World, host: Host, domain: ModelDomain) {
  world.story?.say(
    host.name,
    `${domain.guest.name}, domain ${domain.domid}, ${domain.isAlone ? "has shut down" : "is gone"}`,
  );
  if (domain.doomed !== undefined) return removeDomain(world, host, domain, domain.doomed);
  if (!domain.isAlone) return removeDomain(world, host, domain, "order");
  reach(world, "a guest that shut down is not cleared away");
  domain.isDown = true;
  domain.memory = "none";
  domain.guest.excused = true;
}

export function isGoing(domain: ModelDomain): boolean {
  return domain.doomed !== undefined || (domain.asked && executes(domain));
}

export function stateOf({ dying, suspended, isDown, paused }: ModelDomain): DomainState {
  if (dying) return "dying";
  if (suspended) return "suspended";
  if (isDown) return "shut-down";
  return paused ? "paused" : "running";
}

export function executes(domain: ModelDomain): boolean {
  return mayExecute(stateOf(domain));
}

export function domainsOf(host: Host, guest: Guest): readonly ModelDomain[] {
  return host.domains.filter((domain) => domain.guest === guest);
}

export function domainWith(host: Host, domid: number): ModelDomain | undefined {
  return host.domains.find((domain) => domain.domid === domid);
}

/** The xl of a domain lives as long as the domain, and creates it anew when the guest reboots. */
export function isWatched(host: Host, guest: Guest): boolean {
  return (
    roomOf(host, guest).rebooting !== undefined || domainsOf(host, guest).some(({ isAlone }) => !isAlone)
  );
}

/** The guest's domains by names that xensan knows. */
export function isKnownName(domain: ModelDomain): boolean {
  return roleOf(domain.guest.name, domain.name) !== undefined;
}

const controlDomain: Domain = { domid: 0, name: "Domain-0", state: "running", memoryMiB: 640, vcpus: 1 };

/** One look, by the toolstack's own reading of its list. */
export function look(host: Host, guest: Guest): Presence {
  if (host.toolsHang) return { kind: "unknown", reason: "the toolstack does not answer" };
  const domains = host.domains.map(
    (domain): Domain => ({
      domid: domain.domid,
      name: domain.name,
      state: stateOf(domain),
      memoryMiB: 128,
      vcpus: 1,
    }),
  );
  return presenceOf(guest.name, { kind: "listed", domains: [controlDomain, ...domains] });
}

/** The second look at an absent guest comes later than most reboots take. */
export function lookAgain(world: World, host: Host, guest: Guest): Presence {
  const { rebooting, rebootsSlowly } = roomOf(host, guest);
  if (rebooting !== undefined) reach(world, "a guest that reboots was looked for");
  if (!rebootsSlowly) comeBack(world, host, guest);
  return look(host, guest);
}

/** A guest that rebooted is there again, as a new domain. */
export function comeBack(world: World, host: Host, guest: Guest): void {
  const room = roomOf(host, guest);
  const gone = room.rebooting;
  if (gone === undefined) return;
  room.rebooting = undefined;
  const { name, ours } = gone;
  const back = addDomain(host, guest, { name, ours });
  world.story?.say(host.name, `${guest.name} has rebooted and is domain ${back.domid}`);
}
