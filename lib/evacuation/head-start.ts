import type { Clock } from "../system/clock.ts";
import { preparationSeconds, secondsBesides } from "./record/pace.ts";

/** Waits until those that began before have their head start; aborted, it waits no longer. */
export type AwaitHeadStart = (ownMs: number, signal: AbortSignal) => Promise<void>;

/**
 * Those that travel to one host at a time do not begin, and so do not end, in the same moment. At its end a guest stands still, both
 * hosts have most to do, and the link is idle, which another one's memory fills meanwhile.
 */
export function headStarts(clock: Clock): AwaitHeadStart {
  let earliestMs = Number.NEGATIVE_INFINITY;
  return async (ownMs, signal) => {
    const nowMs = clock.nowMs();
    const beginsMs = Math.max(nowMs, earliestMs);
    earliestMs = beginsMs + ownMs;
    if (beginsMs > nowMs) await clock.sleep(beginsMs - nowMs, signal).catch(() => undefined);
  };
}

/** The end of a move takes hardly longer, however large the guest is. */
const mostMs = 3_000;

/** Of one that travels beside others: its share of the time that its memory takes. */
export function headStartMs({ seconds }: { readonly seconds: number }, places: number): number {
  const travelSeconds = Math.max(0, seconds - preparationSeconds - secondsBesides);
  return Math.min(mostMs, (travelSeconds * 1_000) / places);
}
