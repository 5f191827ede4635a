import type { Deadline } from "../../system/deadline.ts";
import { findClaim } from "./claim.ts";
import type { LeaseHost } from "./host.ts";
import { parseNextFree } from "./index-entries.ts";
import { type Geometry, indexWord } from "./place.ts";
import { readVolumeBy, sanlock } from "./program.ts";
import { describeResult, resultOf } from "./result-code.ts";
import { settleIndex } from "./settle-index.ts";

export type Added =
  | { readonly kind: "added" | "there" }
  | { readonly kind: "failed"; readonly reason: string };

type Size = { readonly bytes: number; readonly geometry: Geometry };

/**
 * Gives a guest its claim. sanlock does not mind a name that is in the index already, and so two hosts that add one at
 * once make two: the one that a lookup finds, always the first, is the guest's, and that is why none is ever deleted.
 */
export async function addClaim(
  host: LeaseHost,
  { bytes, geometry }: Size,
  guest: string,
  deadline: Deadline,
): Promise<Added> {
  const index = indexWord(host.path, geometry);
  const before = await findClaim(host, geometry, guest, deadline.remainingMs());
  if (before.kind === "found") {
    await settleIndex(host, geometry, deadline);
    return { kind: "there" };
  }
  if (before.kind === "unknown") return failed(before.reason);
  const next = await readVolumeBy(host, ["lookup", "-x", index], deadline.remainingMs());
  if (next.kind === "unknown") return failed(next.reason);
  const place = parseNextFree(next.text);
  if (place.kind !== "found" || place.offset + geometry.alignBytes > bytes) {
    return failed(noRoom(host, guest));
  }
  for (;;) {
    const said = await sanlock(host, ["client", "create", "-x", index, "-e", guest], deadline.remainingMs());
    if (said.kind === "unknown") return failed(said.reason);
    const code = resultOf("create_resource", said.text);
    if (code === 0) break;
    if (code === undefined || !isBusy(code) || deadline.remainingMs() === 0) {
      const why = code === undefined ? "sanlock did not say how it ended" : describeResult("create", code);
      return failed(`${guest}'s claim was not added to ${host.path}: ${why}`);
    }
    await host.clock.sleep(Math.min(300, deadline.remainingMs()));
  }
  const after = await findClaim(host, geometry, guest, deadline.remainingMs());
  if (after.kind !== "found") {
    return failed(`${guest}'s claim was added to ${host.path}, but cannot be found there: run it again`);
  }
  await settleIndex(host, geometry, deadline);
  return { kind: "added" };
}

export function noRoom({ path }: LeaseHost, guest: string): string {
  return `${path} has no room for ${guest}'s claim: make it larger`;
}

/** Another command has the index at the moment, here or on another host. */
function isBusy(code: number): boolean {
  return [-11, -16, -212, -213, -243, -244, -245, -247].includes(code);
}

function failed(reason: string): Added {
  return { kind: "failed", reason };
}
