import fc from "fast-check";
import { expect, test } from "vitest";
import { checkMs, formatDuration, longestMs, parseDuration } from "../../../cib/duration.ts";

test.each([
  ["0", 0],
  ["500ms", 500],
  ["30s", 30_000],
  ["30sec", 30_000],
  ["2m", 120_000],
  ["2min", 120_000],
  ["1h", 3_600_000],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["30", "", "s", "-1s", "1.5s", "30 s", "30S", "P1D", "9999999999s", "999999999h"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test("what is written is read back as the same time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: longestMs }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});

test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, longestMs + 1, "30s", null])(
  "%j is no number of milliseconds",
  (ms) => {
    expect(() => checkMs("intervalMs", ms, ["op"])).toThrow(
      `op: intervalMs is ${JSON.stringify(ms)}; it takes whole milliseconds from 0 to 2147483647`,
    );
  },
);
