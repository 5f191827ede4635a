/** Time that only moves forward; tests pass one that they move themselves. */
export type Clock = {
  /** Milliseconds from some fixed moment; never affected by someone setting the wall clock. */
  readonly nowMs: () => number;
  /** Waits at least `ms`. An abort ends it early: the promise then rejects with the signal's reason. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

/** setTimeout fires at once for more than this, which is 24 days. */
const longestTimerMs = 2 ** 31 - 1;

export const monotonicClock: Clock = {
  nowMs: uptimeMs,
  sleep: async (ms, signal) => {
    const end = uptimeMs() + ms;
    do {
      // Time passes between the two looks at it, and Node.js 22 warns of less than nothing.
      await wait(Math.max(0, Math.min(end - uptimeMs(), longestTimerMs)), signal);
      // A timer may fire a fraction of a millisecond early, and the longest one before the time is up.
    } while (uptimeMs() < end);
  },
};

/** Milliseconds. Node.js loads its performance hooks for performance.now(), which takes a monitor 1 ms of CPU. */
export function uptimeMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
