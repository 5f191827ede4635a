import type { Clock } from "../system/clock.ts";
import { deadlineAfter } from "../system/deadline.ts";
import type { Outcome, Toolstack } from "../xen/toolstack.ts";
import { domainIn } from "../xen/toolstack-calls.ts";

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
  const before = domainIn(await toolstack.list(deadline.remainingMs()), domid);
  // Resumed unseen, it might go on under the wrong name.
  if (before.kind === "failed") return before;
  if (before.domain.name !== guest) {
    const renamed = await toolstack.rename(domid, guest, deadline.remainingMs());
    if (renamed.kind === "failed") return renamed;
  }
  const resumed = await toolstack.resume(domid, deadline.remainingMs());
  if (resumed.kind === "done") return resumed;
  const after = domainIn(await toolstack.list(deadline.remainingMs()), domid);
  const isPaused = after.kind === "found" && after.domain.state === "paused";
  return isPaused ? toolstack.unpause(domid, deadline.remainingMs()) : resumed;
}
