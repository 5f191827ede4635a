import type { Toolstack } from "../../lib/cluster/description/description.ts";
import { fileAccess } from "../../lib/cluster/description/file-access.ts";
import { clusterFile, readDescription } from "../../lib/cluster/description/read-description.ts";
import type { GuardEffects } from "../../lib/guard/effects.ts";
import { guardedRun, guestLock, locksFolder } from "../../lib/guard/guarded-run.ts";
import { defaultLimits, type Limits } from "../../lib/guard/limits.ts";
import { migrate } from "../../lib/guard/programs/migrate.ts";
import type { Order } from "../../lib/guard/programs/order.ts";
import { start } from "../../lib/guard/programs/start.ts";
import { stop } from "../../lib/guard/programs/stop.ts";
import { realMachine } from "../../lib/guard/real-machine.ts";
import type { Ending, Program } from "../../lib/guard/step.ts";
import { takeSurvey } from "../../lib/guard/take-survey.ts";
import { thisHost } from "../../lib/guard/this-host.ts";
import type { Deadline } from "../../lib/system/deadline.ts";
import { newId } from "../../lib/system/new-id.ts";
import type { GuestGuard, OpenedGuard, Work } from "./host.ts";
import { leaseHere } from "./lease-here.ts";

/** What of the action and the resource the guard is opened for. */
export type Occasion = {
  /** This node's name. */
  readonly here: string;
  readonly isInstalled: (program: string) => boolean;
  /** "auto": as the cluster file has it. */
  readonly toolstack: Toolstack;
  /** By node; what is not here stands in the cluster file. */
  readonly migrationAddresses: ReadonlyMap<string, string>;
  /** `shutdown_acpi`. */
  readonly pressPowerButton: boolean;
  /** Of the action. */
  readonly deadline: Deadline;
  /** Heeded between two steps of a program. */
  readonly signal: AbortSignal;
};

/** The guard as this node's cluster file describes the cluster. Opening it asks nobody and changes nothing. */
export async function openGuard(occasion: Occasion): Promise<OpenedGuard> {
  const { here, isInstalled, toolstack, deadline } = occasion;
  const read = await readDescription(fileAccess, clusterFile);
  if (read.kind !== "description") {
    const [first = `${clusterFile} cannot be used`, ...more] = read.problems.map(({ sentence }) => sentence);
    const rest = more.length === 0 ? "" : ` (and ${more.length} more: xensan report shows them)`;
    return { kind: "unavailable", reason: `${first.replace(/\.$/, "")}${rest}` };
  }
  const { description: written } = read;
  const description = toolstack === "auto" ? written : { ...written, toolstack };
  if (!description.nodes.some(({ name }) => name === here)) {
    return { kind: "unavailable", reason: `${clusterFile} has no node ${here}: add it there on every host` };
  }
  const machine = realMachine(here, isInstalled);
  const forGuest = async (name: string) => {
    const guest = description.guests.find((each) => each.name === name);
    if (guest === undefined) {
      return { kind: "unavailable", reason: `${clusterFile} does not list ${name}` } as const;
    }
    const host = thisHost(machine, description, limitsWithin(deadline.remainingMs()));
    return guardWith(occasion, await host.effectsFor(guest));
  };
  return { kind: "open", guard: { guests: description.guests, forGuest } };
}

/** No single effect may outlast the action. Pauses keep their length: two looks too close together prove nothing. */
function limitsWithin(leftMs: number): Limits {
  const { apartMs, waitMs } = defaultLimits;
  const capped = Object.entries(defaultLimits).map(([name, ms]) => [name, Math.min(ms, leftMs)]);
  return { ...defaultLimits, ...Object.fromEntries(capped), apartMs, waitMs };
}

function guardWith(occasion: Occasion, effects: GuardEffects): GuestGuard {
  return {
    kind: "guest",
    leaseHere: () => leaseHere(effects),
    survey: () => takeSurvey(effects),
    run: async (work) => {
      const { guest, here, lease } = effects;
      const sinceMs = Date.now();
      const order = { guest, here, id: newId(), sinceMs, leased: lease !== undefined };
      const purpose = { what: titles[work.kind], sinceMs, user: "the cluster manager" };
      const lock = guestLock(locksFolder, guest, purpose);
      // Whoever kills an agent that is late does it in the middle of a step; this ends the program between two.
      // A timer of its own: one of AbortSignal.timeout that only AbortSignal.any listens to is garbage (Node.js 20.20).
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), Math.floor(occasion.deadline.remainingMs()));
      const signal = AbortSignal.any([occasion.signal, late.signal]);
      try {
        return await guardedRun(order, programOf(order, work), effectsOf(work, effects, occasion), lock, {
          signal,
        });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

const titles = { start: "a start", stop: "a stop", migrate: "a migration" } as const;

function programOf(order: Order, work: Work): Program<Ending> {
  switch (work.kind) {
    case "start":
      return start(order);
    case "stop":
      return stop(order, { force: work.patienceMs === undefined ? "guest" : undefined });
    case "migrate":
      return migrate(order, work.destination);
  }
}

/** The effects as the resource's parameters want them. */
function effectsOf(
  work: Work,
  effects: GuardEffects,
  { migrationAddresses, pressPowerButton }: Occasion,
): GuardEffects {
  const { toolstack, limits } = effects;
  const stopPatienceMs = work.kind === "stop" ? (work.patienceMs ?? 0) : limits.stopPatienceMs;
  return {
    ...effects,
    limits: { ...limits, stopPatienceMs },
    migrationAddress: (host) => migrationAddresses.get(host) ?? effects.migrationAddress(host),
    toolstack: {
      ...toolstack,
      shutdown: (domid, _acpi, timeoutMs) => toolstack.shutdown(domid, pressPowerButton, timeoutMs),
    },
  };
}
