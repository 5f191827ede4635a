import { type Deadline, deadlineAfter } from "../../system/deadline.ts";
import { noRoom } from "./add-claim.ts";
import { findClaim } from "./claim.ts";
import type { LeaseHost } from "./host.ts";
import { parseNextFree } from "./index-entries.ts";
import { joinedBy, readHosts } from "./join.ts";
import { indexWord } from "./place.ts";
import { readVolumeBy } from "./program.ts";
import { type InitOptions, type Size, whatIsMissing } from "./what-is-missing.ts";

export type Planned =
  | {
      readonly kind: "planned";
      readonly make: "lockspace" | "index" | "nothing";
      readonly add: readonly string[];
    }
  | { readonly kind: "refused" | "failed"; readonly reason: string };

/**
 * What initVolume would do, and what it would be refused for; changes nothing. What only shows when it is done, such as a
 * host that cannot write to the volume, nobody knows before.
 */
export async function planInit(host: LeaseHost, options: InitOptions, timeoutMs: number): Promise<Planned> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const missing = await whatIsMissing(host, options, timeoutMs);
  if (missing.kind !== "missing" && missing.kind !== "there") return missing;
  const joined = joinedBy(host, await readHosts(host, deadline.remainingMs()));
  if (joined?.kind === "failed") return joined;
  const guests = [...new Set(options.guests)];
  if (missing.kind === "missing") return { kind: "planned", make: missing.part, add: guests };
  return withoutClaim(host, missing.size, guests, deadline);
}

async function withoutClaim(
  host: LeaseHost,
  { bytes, geometry }: Size,
  guests: readonly string[],
  deadline: Deadline,
): Promise<Planned> {
  const add: string[] = [];
  for (const guest of guests) {
    const claim = await findClaim(host, geometry, guest, deadline.remainingMs());
    if (claim.kind === "unknown") return { kind: "failed", reason: claim.reason };
    if (claim.kind === "none") add.push(guest);
  }
  if (add.length > 0) {
    const args = ["lookup", "-x", indexWord(host.path, geometry)];
    const next = await readVolumeBy(host, args, deadline.remainingMs());
    if (next.kind === "unknown") return { kind: "failed", reason: next.reason };
    const place = parseNextFree(next.text);
    // Claims stand one behind the other, since none is ever deleted.
    const room = place.kind === "found" ? Math.floor((bytes - place.offset) / geometry.alignBytes) : 0;
    const [without] = add.slice(Math.max(room, 0));
    if (without !== undefined) return { kind: "failed", reason: noRoom(host, without) };
  }
  return { kind: "planned", make: "nothing", add };
}
