import { guestLock } from "../../lib/guard/guarded-run.ts";
import type { LeaseHost } from "../../lib/guard/sanlock/host.ts";
import { leave, lookAtLeaving } from "../../lib/guard/sanlock/leave.ts";
import { takeLock } from "../../lib/system/lock.ts";
import { isClusterFileAbsent } from "../guard/cluster-file.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import type { LeaveOptions } from "./command.ts";
import type { Flags } from "./init.ts";

/** sanlock takes some 3 s. Within systemd's 90 s for what a unit does when it is stopped. */
const leaveMs = 60_000;

/** Takes this host out of the lease volume's lockspace, which sanlock needs before it ends. */
export async function leaveLeases(
  terminal: Terminal,
  surroundings: Surroundings,
  { dryRun = false, json = false }: Flags<LeaveOptions>,
): Promise<void> {
  const opened = await openLeaseHost(surroundings);
  const here = surroundings.machine.hostName;
  const tell = (outcome: "nothing" | "would-leave" | "left", text: string) => {
    const volume = "leases" in opened ? opened.leases.path : "none";
    const facts = { command: "lease leave", host: here, volume, dryRun, outcome, text };
    terminal.out(json ? `${JSON.stringify(facts, undefined, 2)}\n` : `${text}\n`);
  };
  if (!("leases" in opened)) return tell("nothing", `${opened.why}: ${here} has nothing to leave.`);
  const { host, leases } = opened;
  const nothing = {
    "not-joined": `${here} has not joined ${leases.path}: nothing to leave.`,
    "no-daemon": `sanlock does not run on ${here}: nothing to leave.`,
  };
  const look = await lookAtLeaving(leases, leaveMs);
  if (look.kind === "refused") throw refusal(here, look.reason);
  if (look.kind === "nothing") return tell("nothing", nothing[look.why]);
  if (dryRun) {
    const needed = await neededBy(host);
    if (needed !== undefined) throw refusal(here, needed);
    return tell("would-leave", `${here} would leave ${leases.path}. Nothing was changed.`);
  }
  const left = await shownOn(
    screenOf(terminal, surroundings),
    "lease leave",
    "leaving the lease volume",
    () =>
      alone(surroundings, host, async () => {
        const reason = await neededBy(host);
        return reason === undefined ? leave(leases, leaveMs) : { kind: "refused" as const, reason };
      }),
  );
  if (left.kind === "refused" || left.kind === "failed") throw refusal(here, left.reason);
  if (left.kind === "nothing") return tell("nothing", nothing[left.why]);
  tell("left", `${here} has left ${leases.path}.`);
}

type Opened =
  | { readonly host: OpenedHost; readonly leases: LeaseHost }
  /** A clause that says why this host cannot have joined. */
  | { readonly why: string };

/** A cluster file that cannot be used may name a volume, so that nothing is known; a command line is not what is wrong with it. */
async function openLeaseHost(surroundings: Surroundings): Promise<Opened> {
  const { clusterFile } = surroundings;
  if (await isClusterFileAbsent(surroundings)) return { why: `There is no ${clusterFile}` };
  try {
    const host = await openThisHost(surroundings);
    const leases = await surroundings.leaseHost(host.description);
    return leases === undefined
      ? { why: `The cluster has no leases (lease: none in ${clusterFile})` }
      : { host, leases };
  } catch (error) {
    throw error instanceof AdminError ? new AdminError(adminExit.refused, error.message) : error;
  }
}

/**
 * Which guest is here, whatever sanlock knows of it: a daemon that was started anew has forgotten its claim, and the others go by
 * this host's sign of life. One clause; undefined: none is.
 */
async function neededBy(host: OpenedHost): Promise<string | undefined> {
  if (host.description.guests.length === 0) return undefined;
  const { guests } = await host.overview(version);
  for (const { guest, presence } of guests) {
    if (presence.kind === "running") return `${guest} is here: move it away or stop it first`;
    if (presence.kind === "unknown") return `it is not known whether ${guest} is here (${presence.reason})`;
  }
  return undefined;
}

/** With the locks of all guests, so that none is started or taken in here between the look at the claims and the leaving. */
async function alone<Result extends { readonly kind: string }>(
  { machine, user }: Surroundings,
  { description }: OpenedHost,
  work: () => Promise<Result>,
): Promise<Result | { readonly kind: "refused"; readonly reason: string }> {
  const purpose = { what: "leaving the lease volume", sinceMs: machine.wallClockMs(), user };
  const releases: (() => void)[] = [];
  try {
    for (const { name } of description.guests) {
      const taking = await takeLock(guestLock(machine.paths.locks, name, purpose).path, purpose);
      if (taking.kind === "failed") return { kind: "refused", reason: taking.reason };
      if (taking.kind === "busy") {
        const what = taking.by === undefined ? "something" : `${taking.by.what} of ${taking.by.user}`;
        return { kind: "refused", reason: `${what} is under way with ${name}: wait until it is done` };
      }
      releases.push(taking.release);
    }
    return await work();
  } finally {
    for (const release of releases) release();
  }
}

function refusal(here: string, reason: string): AdminError {
  return new AdminError(adminExit.refused, `${here} did not leave the lease volume: ${reason}.`);
}
