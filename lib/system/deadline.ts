import type { Clock } from "./clock.ts";

/** A moment that an action must not outlive. */
export type Deadline = {
  /** Milliseconds left; never negative. */
  readonly remainingMs: () => number;
};

export function deadlineAfter(clock: Clock, ms: number): Deadline {
  const end = clock.nowMs() + ms;
  return { remainingMs: () => Math.max(0, end - clock.nowMs()) };
}
