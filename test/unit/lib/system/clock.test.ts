import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { monotonicClock } from "../../../../lib/system/clock.ts";

describe("monotonicClock", () => {
  it("moves forward in milliseconds", async () => {
    const before = monotonicClock.nowMs();
    await monotonicClock.sleep(30);
    const passedMs = monotonicClock.nowMs() - before;
    expect(passedMs).toBeGreaterThanOrEqual(30);
    expect(passedMs).toBeLessThan(20_000);
  });

  it("does not follow the wall clock", () => {
    const before = monotonicClock.nowMs();
    vi.setSystemTime(0);
    expect(monotonicClock.nowMs() - before).toBeLessThan(20_000);
    expect(monotonicClock.nowMs()).toBeGreaterThanOrEqual(before);
    vi.useRealTimers();
  });

  it("takes a sleep of no time, or less, as a turn of the event loop", async () => {
    for (const ms of [0, -5]) {
      let isOver = false;
      const slept = monotonicClock.sleep(ms).then(() => {
        isOver = true;
      });
      await new Promise((resolve) => process.nextTick(resolve));
      expect(isOver).toBe(false);
      await slept;
    }
  });

  it("ends a sleep with the reason of the abort, and leaves no listener", async () => {
    const early = new AbortController();
    const reason = new Error("enough");
    const sleeping = monotonicClock.sleep(60_000, early.signal);
    early.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    expect(getEventListeners(early.signal, "abort")).toEqual([]);
  });

  it("does not begin a sleep that is aborted already", async () => {
    await expect(monotonicClock.sleep(60_000, AbortSignal.abort(new Error("no")))).rejects.toThrow("no");
  });

  it("leaves no listener after a whole sleep", async () => {
    const { signal } = new AbortController();
    await monotonicClock.sleep(1, signal);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("sleeps longer than the longest timer of Node.js, which would fire at once", async () => {
    const early = new AbortController();
    const sleeping = monotonicClock.sleep(2 ** 40, early.signal);
    const first = await Promise.race([
      sleeping.then(() => "over"),
      new Promise((resolve) => setTimeout(() => resolve("asleep"), 50)),
    ]);
    expect(first).toBe("asleep");
    early.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
  });
});
