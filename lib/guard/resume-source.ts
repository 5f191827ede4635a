import type { Clock } from "../system/clock.ts";
import { deadlineAfter } from "../system/deadline.ts";
import type { Domain } from "../xen/domain.ts";
import type { Outcome, Toolstack } from "../xen/toolstack.ts";

/**
 * Lets a source that a migration left suspended go on under its own name. xl renames it NAME--migratedaway, and pauses it
 * besides, before it lets the destination start its copy (libxl of Xen 4.17).
 */
export async function resumeSource(
  toolstack: Toolstack,
  clock: Clock,
  { guest, domid }: { readonly guest: string; readonly domid: number },
  timeoutMs: number,
): Promise<Outcome> {
  const deadline = deadlineAfter(clock, timeoutMs);
  const before = await domainWith(toolstack, domid, deadline.remainingMs());
  if (before !== undefined && before.name !== guest) {
    const renamed = await toolstack.rename(domid, guest, deadline.remainingMs());
    if (renamed.kind === "failed") return renamed;
  }
  const resumed = await toolstack.resume(domid, deadline.remainingMs());
  if (resumed.kind === "done") return resumed;
  const after = await domainWith(toolstack, domid, deadline.remainingMs());
  return after?.state === "paused" ? toolstack.unpause(domid, deadline.remainingMs()) : resumed;
}

async function domainWith(
  toolstack: Toolstack,
  domid: number,
  timeoutMs: number,
): Promise<Domain | undefined> {
  const listing = await toolstack.list(timeoutMs);
  return listing.kind === "listed" ? listing.domains.find((each) => each.domid === domid) : undefined;
}
