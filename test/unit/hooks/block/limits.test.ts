import { describe, expect, it } from "vitest";
import { limitsWithin } from "../../../../hooks/block/limits.ts";

describe("limitsWithin", () => {
  it.each([
    ["9", 9],
    ["30", 30],
  ])("keeps every look within %s s", (word, seconds) => {
    const { xenstoreMs, lookMs, leaseMs, askMs } = limitsWithin(word);
    for (const each of [xenstoreMs, lookMs, leaseMs, askMs]) {
      expect(each).toBeGreaterThan(1_000);
      expect(each).toBeLessThan(seconds * 1_000);
    }
    // Before anybody else is asked, xenstore, the toolstack and the lease, from both sides, have been looked at.
    expect(xenstoreMs + lookMs + 2 * leaseMs).toBeLessThan(seconds * 1_000);
  });

  it.each([undefined, "", "0", "100", "nine", "-1"])("takes the least that any Xen waits for %o", (word) => {
    expect(limitsWithin(word)).toEqual(limitsWithin("9"));
  });
});
