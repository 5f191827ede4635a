import { describe, expect, it } from "vitest";
import { headStartMs, headStarts } from "../../../../lib/evacuation/head-start.ts";
import { movedClock } from "../guard/moved-clock.ts";

const never = new AbortController().signal;

describe("a head start", () => {
  it("is a guest's share of the time that its memory takes, and three seconds at most", () => {
    // Of ten seconds eight are for what does not depend on its memory.
    expect(headStartMs({ seconds: 10 }, 2)).toBe(1_000);
    expect(headStartMs({ seconds: 10 }, 4)).toBe(500);
    expect(headStartMs({ seconds: 500 }, 2)).toBe(3_000);
    expect(headStartMs({ seconds: 5 }, 2)).toBe(0);
  });

  it("lets one after the other begin, each by the one before it", async () => {
    const clock = movedClock();
    const begin = headStarts(clock);
    await begin(3_000, never);
    expect(clock.slept).toEqual([]);
    await begin(1_000, never);
    expect(clock.slept).toEqual([3_000]);
    await clock.sleep(400);
    await begin(0, never);
    expect(clock.slept).toEqual([3_000, 400, 600]);
  });

  it("makes nobody wait who comes later than that", async () => {
    const clock = movedClock();
    const begin = headStarts(clock);
    await begin(3_000, never);
    await clock.sleep(3_000);
    await begin(3_000, never);
    expect(clock.slept).toEqual([3_000]);
  });

  it("is not waited for by who is called off", async () => {
    const begin = headStarts({
      nowMs: () => 0,
      sleep: async (_, signal) => signal?.throwIfAborted(),
    });
    await begin(3_000, never);
    await expect(begin(0, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
