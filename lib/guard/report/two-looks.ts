import type { Clock } from "../../system/clock.ts";
import type { Presence } from "../../xen/presence.ts";
import type { Look } from "./look.ts";

type Looks<Seen> = {
  readonly clock: Clock;
  readonly look: () => Promise<Seen>;
  /** Milliseconds between the end of one look and the beginning of the next; more than a guest that reboots is gone. */
  readonly apartMs: number;
};

/**
 * "absent" only where two looks say so; anything else is what the last look saw.
 *
 * @param absentSinceMs when an earlier look ended that was the first of the two, by the clock
 */
export async function lookTwice<Seen extends Pick<Look, "presence">>(
  { clock, look, apartMs }: Looks<Seen>,
  absentSinceMs?: number,
): Promise<Seen> {
  if (absentSinceMs === undefined) {
    const first = await look();
    if (first.presence.kind !== "absent") return first;
    await clock.sleep(apartMs);
  } else {
    const leftMs = absentSinceMs + apartMs - clock.nowMs();
    if (leftMs > 0) await clock.sleep(leftMs);
  }
  return look();
}

/**
 * Looks until two looks in a row, so far apart, see nothing, or the time is up; then it is what the last one saw. A look
 * that knows nothing begins the count anew.
 *
 * @throws the signal's reason when aborted, between two looks
 */
export async function awaitAbsence(
  { clock, look, apartMs }: Looks<Presence>,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<Presence> {
  const end = clock.nowMs() + patienceMs;
  for (let absent = false; ; ) {
    const seen = await look();
    if (seen.kind === "absent" && absent) return seen;
    absent = seen.kind === "absent";
    // Who was absent once gets the second look, however late it is.
    if (!absent && clock.nowMs() >= end) return seen;
    await clock.sleep(absent ? apartMs : betweenMs, signal);
  }
}

/** While it is still here, or nothing is known. */
const betweenMs = 1_000;
