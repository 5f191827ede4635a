import type { Standing } from "../../../lib/guard/facts.ts";
import type { Closure } from "../../../lib/guard/intake/closure.ts";
import type { SignOfLife } from "../../../lib/guard/lease.ts";
import type { Operation } from "../../../lib/guard/operation.ts";
import type { Situation, Tally } from "../story/tally.ts";
import type { Call } from "./call.ts";
import type { ModelDomain } from "./domains.ts";
import type { Migration } from "./migration.ts";
import type { Process } from "./process.ts";
import type { Work } from "./work.ts";

/**
 * Three hosts and two guests, in memory and changed in place. Everything that the guard's programs touch through their
 * steps is here; what happens to it is decided by the numbers of a schedule alone.
 */
export type World = {
  readonly leased: boolean;
  readonly hosts: readonly Host[];
  readonly guests: readonly Guest[];
  /** Pairs of hosts that cannot reach each other, as `pairOf` names them. */
  readonly cut: Set<string>;
  readonly processes: Process[];
  /** The toolstack's programs; they outlive whoever ordered them. */
  readonly works: Work[];
  readonly migrations: Migration[];
  /** What one host told another, under way or being carried out. */
  readonly calls: Call[];
  readonly tally: Tally;
  /** Undefined: nobody reads it. */
  readonly story: { readonly say: (who: string, sentence: string) => void } | undefined;
  /** For operation ids. */
  ids: number;
  broken: Breach | undefined;
};

/** The first invariant that did not hold. */
export type Breach = { readonly invariant: string; readonly sentence: string };

export type Host = {
  readonly name: string;
  up: boolean;
  /** Hung: every question to the toolstack ends by its deadline. */
  toolsHang: boolean;
  /** Its machine reacts, and xensan on it says nothing of any use. */
  isMute: boolean;
  /** Why it takes no guest in, and the programs that were at work when that began. */
  closed: { readonly closure: Closure; readonly pardoned: ReadonlySet<Process> } | undefined;
  nextDomid: number;
  domains: ModelDomain[];
  /** Per guest, as are the next six. */
  readonly rooms: readonly Room[];
  /** sanlock's daemon runs. */
  daemon: boolean;
  /** It writes this host's sign of life, and gives and keeps claims. */
  joined: boolean;
  /** The lease volume can be read and written. */
  volume: boolean;
  sign: SignOfLife;
  /** What this host's cluster says of the others. */
  readonly sees: Map<string, Standing>;
};

/** What a host has of one guest, besides domains. */
export type Room = {
  /** The journal: it survives a crash. */
  open: Operation | undefined;
  lock: Process | undefined;
  /** The claim that sanlock's daemon keeps; its version. */
  held: number | undefined;
  /** The holder process lives. */
  holder: boolean;
  /** The holder was told that the claim is lost, and pauses what executes, at once and from now on. */
  pauseDue: boolean;
  /** The holder was killed, or somebody started the guest without a lease. */
  unwatched: boolean;
  /** One of the guest's disks is mounted in dom0. */
  mounted: boolean;
  /** Its domain vanished for a moment, as guests do that reboot. */
  rebooting: ModelDomain | undefined;
  /** Its host frees memory for it first: two looks do not see it come back, only the xl that creates it anew. */
  rebootsSlowly: boolean;
};

export type Guest = {
  readonly name: string;
  readonly index: number;
  /** How often somebody wrote to the disk: memory that is older than that does not fit it any more. */
  writes: number;
  /** It may be gone for a reason: somebody ordered that, its host crashed, or its lease was taken. */
  excused: boolean;
  readonly claim: Claim;
};

/** On the lease volume. */
export type Claim = { owner: Host | undefined; version: number; lastOwner: Host | undefined };

export const hostNames = ["host1", "host2", "host3"] as const;

export function makeWorld(leased: boolean, tally: Tally, story?: World["story"]): World {
  const guests = ["nfs1", "web1"].map((name, index) => ({
    name,
    index,
    writes: 0,
    excused: false,
    claim: { owner: undefined, version: 0, lastOwner: undefined },
  }));
  return {
    leased,
    hosts: hostNames.map((name) => makeHost(name, guests)),
    guests,
    cut: new Set(),
    processes: [],
    works: [],
    migrations: [],
    calls: [],
    tally,
    story,
    ids: 0,
    broken: undefined,
  };
}

function makeHost(name: string, guests: readonly Guest[]): Host {
  return {
    name,
    up: true,
    toolsHang: false,
    isMute: false,
    closed: undefined,
    nextDomid: 1,
    domains: [],
    rooms: guests.map(() => ({
      open: undefined,
      lock: undefined,
      held: undefined,
      holder: false,
      pauseDue: false,
      unwatched: false,
      mounted: false,
      rebooting: undefined,
      rebootsSlowly: false,
    })),
    daemon: true,
    joined: true,
    volume: true,
    sign: "alive",
    sees: new Map(hostNames.map((other) => [other, "member"])),
  };
}

export function roomOf(host: Host, guest: Guest): Room {
  const room = host.rooms[guest.index];
  if (room === undefined) throw new Error(`${host.name} has no room for ${guest.name}`);
  return room;
}

export function hostNamed(world: World, name: string): Host {
  const host = world.hosts.find((each) => each.name === name);
  if (host === undefined) throw new Error(`there is no host ${name}`);
  return host;
}

/** Only the first breach counts: what follows from it is no news. */
export function breach(world: World, invariant: string, sentence: string): void {
  world.broken ??= { invariant, sentence };
}

export function reach(world: World, situation: Situation): void {
  world.tally.reach(situation);
}
