import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declareAgent } from "../../../../lib/ocf/agent.ts";
import { deadlineMs } from "../../../../lib/ocf/deadline.ts";
import { parseEnvironment } from "../../../../lib/ocf/environment.ts";

const agent = declareAgent({
  name: "Example",
  version: "1.0",
  shortdesc: "X",
  longdesc: "An X.",
  parameters: {},
  actions: {
    start: { timeoutSeconds: 90 },
    monitor: {
      timeoutSeconds: 30,
      deeper: [
        { depth: 10, timeoutSeconds: 60 },
        { depth: 20, timeoutSeconds: 120 },
      ],
    },
  },
});

const within = (timeoutMs: number) => ({ ...parseEnvironment({}), timeoutMs });
const atLevel = (checkLevel: number) => parseEnvironment({ OCF_CHECK_LEVEL: String(checkLevel) });

describe("deadlineMs", () => {
  it.each([
    [400, 200],
    [2_000, 1_000],
    [4_000, 3_000],
    [10_000, 9_000],
    [20_000, 18_000],
    [50_000, 45_000],
    [90_000, 85_000],
    [600_000, 595_000],
  ])("leaves of %i ms %i ms", (timeoutMs, expected) => {
    expect(deadlineMs(agent, "start", within(timeoutMs))).toBe(expected);
  });

  it("takes the declared time-out where the caller sets none, or 0", () => {
    expect(deadlineMs(agent, "start", parseEnvironment({}))).toBe(85_000);
    expect(deadlineMs(agent, "start", within(0))).toBe(85_000);
  });

  it.each([
    [0, 27_000],
    [9, 27_000],
    [10, 55_000],
    [19, 55_000],
    [20, 115_000],
    [30, 115_000],
  ])("takes at check level %i the time-out of the deepest monitor that it reaches", (level, expected) => {
    expect(deadlineMs(agent, "monitor", atLevel(level))).toBe(expected);
  });

  it("is always before the time-out, and keeps no more than 5 s and no more than half", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 1e12 })),
        (timeoutMs) => {
          const deadline = deadlineMs(agent, "start", within(timeoutMs));
          expect(deadline).toBeGreaterThan(0);
          expect(deadline).toBeLessThan(timeoutMs);
          expect(timeoutMs - deadline).toBeLessThanOrEqual(Math.min(5_000, timeoutMs / 2));
        },
      ),
    );
  });

  it("never gets shorter by a longer time-out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (one, other) => {
          const [shorter, longer] = [Math.min(one, other), Math.max(one, other)];
          expect(deadlineMs(agent, "start", within(shorter))).toBeLessThanOrEqual(
            deadlineMs(agent, "start", within(longer)),
          );
        },
      ),
    );
  });
});
