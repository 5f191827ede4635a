import { describe, expect, it } from "vitest";
import type { Clock } from "../../../../lib/system/clock.ts";
import { deadlineAfter } from "../../../../lib/system/deadline.ts";

describe("a deadline", () => {
  it("has less and less left, and never less than nothing", () => {
    let nowMs = 1_000_000;
    const clock: Clock = {
      nowMs: () => nowMs,
      sleep: () => Promise.reject(new Error("a deadline never sleeps")),
    };
    const deadline = deadlineAfter(clock, 500);
    expect(deadline.remainingMs()).toBe(500);
    nowMs += 499;
    expect(deadline.remainingMs()).toBe(1);
    nowMs += 1;
    expect(deadline.remainingMs()).toBe(0);
    nowMs += 10_000;
    expect(deadline.remainingMs()).toBe(0);
  });

  it("is over at once when it was set in the past", () => {
    const clock: Clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
    expect(deadlineAfter(clock, -1).remainingMs()).toBe(0);
  });
});
