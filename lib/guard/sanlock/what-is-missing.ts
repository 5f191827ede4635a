import { type Deadline, deadlineAfter } from "../../system/deadline.ts";
import { guestNameProblem } from "../../xen/guest-name.ts";
import { readHostRecord } from "./claim.ts";
import { lookAtContent } from "./content.ts";
import { type LeaseHost, ownerName, ownLeaseId } from "./host.ts";
import { parseNextFree } from "./index-entries.ts";
import { type Geometry, indexWord, neededBytes } from "./place.ts";
import { readVolumeBy } from "./program.ts";
import { describeResult } from "./result-code.ts";
import { readVolumeSize, type VolumeSize } from "./volume-size.ts";

export type InitOptions = {
  readonly guests: readonly string[];
  /** Overwrites what is none of ours; a volume of ours keeps its claims all the same. */
  readonly force: boolean;
  /** Makes the volume although another host should. */
  readonly anyHost: boolean;
};

export type Size = Extract<VolumeSize, { kind: "size" }>;

type Refused = { readonly kind: "refused"; readonly reason: string };
type Failed = { readonly kind: "failed"; readonly reason: string };

export type Missing =
  | { readonly kind: "missing"; readonly part: "lockspace" | "index"; readonly size: Size }
  /** The volume is made; claims of guests may be missing. */
  | { readonly kind: "there"; readonly size: Size }
  | Refused
  | Failed;

/** What of the lease volume this host has to make, and may; changes nothing. */
export async function whatIsMissing(
  host: LeaseHost,
  { guests, force, anyHost }: InitOptions,
  timeoutMs: number,
): Promise<Missing> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const problem = guests.map(guestNameProblem).find((each) => each !== undefined);
  if (problem !== undefined) return refused(problem.replace(/\.$/, ""));
  const size = await readVolumeSize(host, timeoutMs);
  if (size.kind === "unknown") return refused(size.reason);
  const needed = neededBytes(size.geometry, guests.length);
  if (size.bytes < needed) return refused(tooSmall(host, size.bytes, needed, guests.length));
  const isMaker = anyHost || ownLeaseId(host) === Math.min(...host.nodes.values());
  const part = await missingPart(host, size.geometry, { isMaker, force, needed }, deadline);
  return part.kind === "there" || part.kind === "missing" ? { ...part, size } : part;
}

type Part =
  | { readonly kind: "missing"; readonly part: "lockspace" | "index" }
  | { readonly kind: "there" }
  | Refused
  | Failed;

type Making = { readonly isMaker: boolean; readonly force: boolean; readonly needed: number };

async function missingPart(
  host: LeaseHost,
  geometry: Geometry,
  { isMaker, force, needed }: Making,
  deadline: Deadline,
): Promise<Part> {
  const record = await readHostRecord(host, ownLeaseId(host), deadline.remainingMs());
  if (record.kind === "record") return missingIndex(host, geometry, isMaker, deadline);
  if (record.code === undefined) return refused(record.reason);
  if (!isMaker) return refused(otherMaker(host));
  const content = force
    ? { kind: "blank" as const }
    : await lookAtContent(host, 0, needed, deadline.remainingMs());
  if (content.kind === "unknown") return refused(content.reason);
  if (content.kind === "other") return refused(occupied(host, content.what));
  return { kind: "missing", part: "lockspace" };
}

/** The index can be missing where the making was interrupted. What is left of one is never overwritten. */
async function missingIndex(
  host: LeaseHost,
  geometry: Geometry,
  isMaker: boolean,
  deadline: Deadline,
): Promise<Part> {
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
  if (content.kind === "blank") return index;
  // Another command could have made it since the first look.
  const again = await lookAtIndex(host, geometry, deadline.remainingMs());
  return again.kind === "missing" ? refused(damaged(host, geometry)) : again;
}

async function lookAtIndex(host: LeaseHost, geometry: Geometry, timeoutMs: number): Promise<Part> {
  const said = await readVolumeBy(host, ["lookup", "-x", indexWord(host.path, geometry)], timeoutMs);
  if (said.kind === "unknown") return { kind: "failed", reason: said.reason };
  const answer = parseNextFree(said.text);
  if (answer.kind === "unknown") return { kind: "failed", reason: answer.reason };
  if (answer.kind === "found" || answer.code === -2) return { kind: "there" };
  if (answer.code === -274) return { kind: "missing", part: "index" };
  return {
    kind: "failed",
    reason: `the index of ${host.path} cannot be read: ${describeResult("lookup", answer.code)}`,
  };
}

function refused(reason: string): Refused {
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
