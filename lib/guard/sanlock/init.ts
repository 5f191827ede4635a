import { deadlineAfter } from "../../system/deadline.ts";
import { addClaim } from "./add-claim.ts";
import { format } from "./format.ts";
import type { LeaseHost } from "./host.ts";
import { join } from "./join.ts";
import { type InitOptions, whatIsMissing } from "./what-is-missing.ts";

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
  options: InitOptions,
  timeoutMs: number,
): Promise<Initialised> {
  const deadline = deadlineAfter(host.clock, timeoutMs);
  const missing = await whatIsMissing(host, options, timeoutMs);
  if (missing.kind !== "missing" && missing.kind !== "there") return missing;
  const { size } = missing;
  const made =
    missing.kind === "there"
      ? missing
      : await format(host, size.geometry, missing.part, deadline.remainingMs());
  if (made.kind !== "there" && made.kind !== "formatted") return made;
  const joined = await join(host, deadline.remainingMs());
  if (joined.kind === "failed") return joined;
  const added: string[] = [];
  for (const guest of new Set(options.guests)) {
    const one = await addClaim(host, size, guest, deadline);
    if (one.kind === "failed") return one;
    if (one.kind === "added") added.push(guest);
  }
  return { kind: "initialised", made: made.kind === "formatted", added };
}
