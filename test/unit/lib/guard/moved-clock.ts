import type { Clock } from "../../../../lib/system/clock.ts";

export type MovedClock = Clock & {
  /** Every sleep that ended, in milliseconds. */
  readonly slept: readonly number[];
};

/** A clock on which nothing takes time but sleeping. What waits longest wakes last, also of several at once. */
export function movedClock(): MovedClock {
  let nowMs = 1_000;
  const slept: number[] = [];
  const sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
  const wakeNext = () => {
    const next = [...sleepers].sort((a, b) => a.untilMs - b.untilMs)[0];
    if (next === undefined) return;
    sleepers.delete(next);
    nowMs = Math.max(nowMs, next.untilMs);
    next.wake();
  };
  return {
    slept,
    nowMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const sleeper = {
          untilMs: nowMs + ms,
          wake: () => {
            signal?.removeEventListener("abort", onAbort);
            slept.push(ms);
            resolve();
          },
        };
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", onAbort);
        // Only when nothing else is left to do does time pass.
        setTimeout(wakeNext, 1);
      }),
  };
}
