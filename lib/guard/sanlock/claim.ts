import { type Deadline, deadlineAfter } from "../../system/deadline.ts";
import { guestNameProblem } from "../../xen/guest-name.ts";
import type { LeaseView } from "../lease.ts";
import { type LeaseHost, ownerName, ownLeaseId } from "./host.ts";
import { parseLookup } from "./index-entries.ts";
import { type Leader, parseLeader } from "./leader.ts";
import { claimWord, type Geometry, geometryFor, indexWord, lockspace, lockspaceWord } from "./place.ts";
import { readVolumeBy } from "./program.ts";
import { describeResult } from "./result-code.ts";

type Unknown = { readonly kind: "unknown"; readonly reason: string };

/** A guest's claim as the volume has it, read past the daemon and past every cache. */
export type Claim = { readonly kind: "claim"; readonly offset: number; readonly leader: Leader };

/** Where each guest's claim was looked up last. For a while only the claim is read there; after that all that leads to it is read beside it. */
const seenPlaces = new WeakMap<LeaseHost, Map<string, Place>>();

type Place = { readonly geometry: Geometry; readonly offset: number; readonly lookedUpMs: number };

/**
 * A place never changes, and the claim there says whose it is. Only a volume that somebody wiped and made anew has others, and that
 * ends the membership of every host, without which none takes a claim.
 */
const trustedMs = 30_000;

export async function readClaim(host: LeaseHost, guest: string, timeoutMs: number): Promise<Claim | Unknown> {
  const problem = guestNameProblem(guest);
  if (problem !== undefined) return unknown(problem.replace(/\.$/, ""));
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const seen = seenPlaces.get(host)?.get(guest);
  const claim = seen === undefined ? undefined : await readClaimAtSeen(host, guest, seen, timeoutMs);
  return claim ?? (await findAndReadClaim(host, guest, deadline));
}

/** Undefined: it is not as it was seen, or something cannot be read; ask anew. */
async function readClaimAtSeen(
  host: LeaseHost,
  guest: string,
  { geometry, offset, lookedUpMs }: Place,
  timeoutMs: number,
): Promise<Claim | undefined> {
  const beganMs = host.clock.nowMs();
  if (beganMs - lookedUpMs <= trustedMs) {
    const claim = await readClaimAt(host, guest, offset, timeoutMs);
    return claim.kind === "claim" && isSame(claim.leader.geometry, geometry) ? claim : undefined;
  }
  const [volume, place, claim] = await Promise.all([
    readVolume(host, timeoutMs),
    findClaim(host, geometry, guest, timeoutMs),
    readClaimAt(host, guest, offset, timeoutMs),
  ]);
  if (volume.kind !== "volume" || place.kind !== "found" || claim.kind !== "claim") return undefined;
  if (!isSame(volume.geometry, geometry) || place.offset !== offset) return undefined;
  remember(host, guest, { geometry, offset, lookedUpMs: beganMs });
  return claim;
}

function remember(host: LeaseHost, guest: string, place: Place): void {
  const places = seenPlaces.get(host) ?? new Map<string, Place>();
  seenPlaces.set(host, places.set(guest, place));
}

function isSame(one: Geometry, other: Geometry): boolean {
  return one.sectorBytes === other.sectorBytes && one.alignBytes === other.alignBytes;
}

/** A guest may stand still meanwhile, so the first two run side by side. */
async function findAndReadClaim(
  host: LeaseHost,
  guest: string,
  deadline: Deadline,
): Promise<Claim | Unknown> {
  const usual = geometryFor(512);
  const lookedUpMs = host.clock.nowMs();
  const [volume, placeIfUsual] = await Promise.all([
    readVolume(host, deadline.remainingMs()),
    findClaim(host, usual, guest, deadline.remainingMs()),
  ]);
  if (volume.kind === "unknown") return volume;
  const place = isSame(volume.geometry, usual)
    ? placeIfUsual
    : await findClaim(host, volume.geometry, guest, deadline.remainingMs());
  if (place.kind !== "found") return place.kind === "unknown" ? place : unknown(noClaim(host, guest));
  remember(host, guest, { geometry: volume.geometry, offset: place.offset, lookedUpMs });
  return readClaimAt(host, guest, place.offset, deadline.remainingMs());
}

/** Reads a claim again whose place is known; a place never changes. */
export async function readClaimAt(
  host: LeaseHost,
  guest: string,
  offset: number,
  timeoutMs: number,
): Promise<Claim | Unknown> {
  const word = claimWord(host.path, guest, offset);
  const said = await readVolumeBy(host, ["read_leader", "-r", word], timeoutMs);
  if (said.kind === "unknown") return said;
  const answer = parseLeader(said.text);
  if (answer.kind === "unknown") return answer;
  if (answer.kind === "failed") {
    return unknown(
      `${guest}'s claim on ${host.path} cannot be read: ${describeResult("read_leader", answer.code)}`,
    );
  }
  const { leader } = answer;
  return leader.of === "claim" && leader.lockspace === lockspace && leader.name === guest
    ? { kind: "claim", offset, leader }
    : unknown(`sanlock read another record than ${guest}'s claim on ${host.path}`);
}

export type Volume = { readonly kind: "volume"; readonly geometry: Geometry };

/** Whether the volume is one of ours, and how it is divided. */
export async function readVolume(host: LeaseHost, timeoutMs: number): Promise<Volume | Unknown> {
  const record = await readHostRecord(host, ownLeaseId(host), timeoutMs);
  if (record.kind === "unknown") return unknown(record.reason);
  return { kind: "volume", geometry: record.leader.geometry };
}

type HostRecord = { readonly kind: "record"; readonly leader: Leader };

/** A host's own record on the volume, in which it writes its sign of life. `code`: sanlock's number where it has one. */
export async function readHostRecord(
  host: LeaseHost,
  leaseId: number,
  timeoutMs: number,
): Promise<HostRecord | (Unknown & { readonly code?: number })> {
  const word = lockspaceWord(host.path, leaseId);
  const said = await readVolumeBy(host, ["read_leader", "-s", word], timeoutMs);
  if (said.kind === "unknown") return said;
  const answer = parseLeader(said.text);
  if (answer.kind === "unknown") return answer;
  if (answer.kind === "failed") return { ...unknown(volumeProblem(host, answer.code)), code: answer.code };
  const { leader } = answer;
  return leader.of === "host" && leader.lockspace === lockspace && [0, leaseId].includes(leader.ownerId)
    ? { kind: "record", leader }
    : unknown(`sanlock read another record than that of host number ${leaseId} on ${host.path}`);
}

function volumeProblem({ path }: LeaseHost, code: number): string {
  if (code === -1 || code === -223) return `${path} holds no leases: run xensan lease init`;
  if (code === -2 || code === -6 || code === -19) {
    return `the lease volume ${path} cannot be opened: see that it is there and active on this host`;
  }
  return `the lease volume ${path} cannot be read: ${describeResult("read_leader", code)}`;
}

export type Found = { readonly kind: "found"; readonly offset: number };

/** Looks a guest up in the volume's own index. */
export async function findClaim(
  host: LeaseHost,
  geometry: Geometry,
  guest: string,
  timeoutMs: number,
): Promise<Found | Unknown | { readonly kind: "none" }> {
  const args = ["lookup", "-x", indexWord(host.path, geometry), "-e", guest];
  const said = await readVolumeBy(host, args, timeoutMs);
  if (said.kind === "unknown") return said;
  const answer = parseLookup(said.text, guest);
  if (answer.kind !== "failed") return answer;
  if (answer.code === -2) return { kind: "none" };
  const why = describeResult("lookup", answer.code);
  return unknown(
    `the index of ${host.path} cannot be read: ${why}; run xensan lease init, which completes it`,
  );
}

export function noClaim({ path }: LeaseHost, guest: string): string {
  return `${guest} has no claim on ${path} yet: name it in the cluster file and run xensan lease init`;
}

/** Whose claim it is, for those who ask through the lease. */
export function viewOf(host: LeaseHost, { leader }: Claim): LeaseView {
  const { version, ownerId, timestamp } = leader;
  const owner = ownerId === 0 ? undefined : ownerName(host, ownerId);
  if (timestamp === 0 || owner === undefined) return { kind: "free", version, lastOwner: owner };
  return { kind: "owned", version, owner };
}

export function isOwn(host: LeaseHost, { leader }: Claim): boolean {
  return leader.timestamp !== 0 && leader.ownerId === ownLeaseId(host);
}

export function isFree({ leader }: Claim): boolean {
  return leader.timestamp === 0;
}

function unknown(reason: string): Unknown {
  return { kind: "unknown", reason };
}
