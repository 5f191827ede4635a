import { type Deadline, deadlineAfter } from "../../system/deadline.ts";
import { guestNameProblem } from "../../xen/guest-name.ts";
import { addClaim } from "./add-claim.ts";
import { readHostRecord } from "./claim.ts";
import { lookAtContent } from "./content.ts";
import { type Formatted, format } from "./format.ts";
import { type LeaseHost, ownerName, ownLeaseId } from "./host.ts";
import { parseNextFree } from "./index-entries.ts";
import { join } from "./join.ts";
import { type Geometry, indexWord, neededBytes } from "./place.ts";
import { sanlock } from "./program.ts";
import { describeResult } from "./result-code.ts";
import { readVolumeSize } from "./volume-size.ts";

export type InitOptions = {
  readonly guests: readonly string[];
  /** Overwrites what is none of ours; a volume of ours keeps its claims all the same. */
  readonly force: boolean;
  /** Makes the volume although another host should. */
  readonly anyHost: boolean;
};

export type Initialised =
  | { readonly kind: "initialised"; readonly made: boolean; readonly added: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string }
  /** Part of it may be done: the same command goes on from there. */
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Makes the lease volume where there is none, and adds the claims of guests that have none yet.
 *
 * Only one host makes it, the one with the lowest lease id: an empty volume has nothing on it by which two hosts that
 * make it at once could see each other, and the second would wipe what the first has acquired since. Claims are added
 * under sanlock's own lease on the index, from any host.
 */
export async function initVolume(
  host: LeaseHost,
  { guests, force, anyHost }: InitOptions,
  timeoutMs: number,
): Promise<Initialised> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const problem = guests.map(guestNameProblem).find((each) => each !== undefined);
  if (problem !== undefined) return { kind: "refused", reason: problem.replace(/\.$/, "") };
  const size = await readVolumeSize(host, timeoutMs);
  if (size.kind === "unknown") return { kind: "refused", reason: size.reason };
  const needed = neededBytes(size.geometry, guests.length);
  if (size.bytes < needed)
    return { kind: "refused", reason: tooSmall(host, size.bytes, needed, guests.length) };
  const isMaker = anyHost || ownLeaseId(host) === Math.min(...host.nodes.values());
  const made = await makeWhatIsMissing(host, size.geometry, { isMaker, force, needed }, deadline);
  if (made.kind !== "there" && made.kind !== "formatted") return made;
  const joined = await join(host, deadline.remainingMs());
  if (joined.kind === "failed") return joined;
  const added: string[] = [];
  for (const guest of new Set(guests)) {
    const one = await addClaim(host, size, guest, deadline);
    if (one.kind === "failed") return one;
    if (one.kind === "added") added.push(guest);
  }
  return { kind: "initialised", made: made.kind === "formatted", added };
}

type Making = { readonly isMaker: boolean; readonly force: boolean; readonly needed: number };

async function makeWhatIsMissing(
  host: LeaseHost,
  geometry: Geometry,
  { isMaker, force, needed }: Making,
  deadline: Deadline,
): Promise<Formatted> {
  const record = await readHostRecord(host, ownLeaseId(host), deadline.remainingMs());
  if (record.kind === "record") return makeIndex(host, geometry, isMaker, deadline);
  if (record.code === undefined) return refused(record.reason);
  if (!isMaker) return refused(otherMaker(host));
  const content = force
    ? { kind: "blank" as const }
    : await lookAtContent(host, 0, needed, deadline.remainingMs());
  if (content.kind === "unknown") return refused(content.reason);
  if (content.kind === "other") return refused(occupied(host, content.what));
  return format(host, geometry, "lockspace", deadline.remainingMs());
}

/** The index can be missing where the making was interrupted. What is left of one is never overwritten. */
async function makeIndex(
  host: LeaseHost,
  geometry: Geometry,
  isMaker: boolean,
  deadline: Deadline,
): Promise<Formatted> {
  const index = await lookAtIndex(host, geometry, deadline.remainingMs());
  if (index.kind !== "missing") return index;
  if (!isMaker) return refused(otherMaker(host));
  const content = await lookAtContent(
    host,
    geometry.alignBytes,
    2 * geometry.alignBytes,
    deadline.remainingMs(),
  );
  if (content.kind === "unknown") return refused(content.reason);
  if (content.kind === "blank") return format(host, geometry, "index", deadline.remainingMs());
  // Another command could have made it since the first look.
  const again = await lookAtIndex(host, geometry, deadline.remainingMs());
  return again.kind === "missing" ? refused(damaged(host, geometry)) : again;
}

async function lookAtIndex(
  host: LeaseHost,
  geometry: Geometry,
  timeoutMs: number,
): Promise<Formatted | { readonly kind: "missing" }> {
  const said = await sanlock(host, ["direct", "lookup", "-x", indexWord(host.path, geometry)], timeoutMs);
  if (said.kind === "unknown") return { kind: "failed", reason: said.reason };
  const answer = parseNextFree(said.text);
  if (answer.kind === "unknown") return { kind: "failed", reason: answer.reason };
  if (answer.kind === "found" || answer.code === -2) return { kind: "there" };
  if (answer.code === -274) return { kind: "missing" };
  return {
    kind: "failed",
    reason: `the index of ${host.path} cannot be read: ${describeResult("lookup", answer.code)}`,
  };
}

function refused(reason: string): Formatted {
  return { kind: "refused", reason };
}

function occupied({ path }: LeaseHost, what: string): string {
  return `${path} is not empty: it holds ${what}; name another volume, or, where nobody needs that, run it with --force`;
}

function damaged({ path }: LeaseHost, geometry: Geometry): string {
  return `the index of ${path} is damaged: run sanlock client rebuild -x ${indexWord(path, geometry)}, which finds the claims`;
}

function otherMaker(host: LeaseHost): string {
  const maker = ownerName(host, Math.min(...host.nodes.values()));
  return `${host.path} holds no leases yet, and ${maker} makes them: run xensan lease init there first`;
}

function tooSmall({ path }: LeaseHost, bytes: number, needed: number, guests: number): string {
  const inMiB = (number: number) => `${Math.floor(number / (1024 * 1024))} MiB`;
  return `${path} has ${inMiB(bytes)}, and ${guests} guests need ${inMiB(needed)}: make it larger`;
}
