import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  inWords,
  missingDevice,
  namesDevicesOnly,
  pauseMs,
  tryCapMs,
} from "../../../../agents/EvmsSCC/activation.ts";

describe("missingDevice", () => {
  it.each([
    [{ kind: "absent" }, "/dev/evms/san2/vm1"],
    [{ kind: "not-a-block-device" }, "/dev/evms/san2/vm1 (not a block device)"],
    [{ kind: "dead" }, "/dev/evms/san2/vm1 (no device behind it)"],
    [{ kind: "unknown", reason: "EACCES" }, "/dev/evms/san2/vm1 (cannot be looked at: EACCES)"],
  ] as const)("tells of %j", (state, words) => {
    const missing = missingDevice("/dev/evms/san2/vm1", state);
    expect(missing && inWords([missing])).toBe(words);
  });

  it("finds nothing wrong with a usable device", () => {
    expect(missingDevice("/dev/sdb", { kind: "usable", sectorBytes: 512 })).toBeUndefined();
  });
});

describe("inWords", () => {
  const volumes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ volume: `v${index + 1}`, reason: undefined }));

  it("names up to eight volumes and counts the rest", () => {
    expect(inWords([])).toBe("");
    expect(inWords(volumes(1))).toBe("v1");
    expect(inWords(volumes(8))).toBe("v1, v2, v3, v4, v5, v6, v7, v8");
    expect(inWords(volumes(9))).toBe("v1, v2, v3, v4, v5, v6, v7, v8 and 1 more");
    expect(inWords(volumes(1_000))).toBe("v1, v2, v3, v4, v5, v6, v7, v8 and 992 more");
  });
});

describe("the pause before a next try", () => {
  it("doubles from a quarter of a second and stays at 5 s", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map(pauseMs)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(pauseMs(100_000)).toBe(5_000);
  });
});

describe("the time of one try", () => {
  it.each([
    [85_000, 42_500],
    [20_000, 10_000],
    [10_000, 5_000],
    [8_000, 5_000],
    [3_000, 3_000],
    [0, 0],
  ])("is with %i ms left %i ms", (remaining, expected) => {
    expect(tryCapMs(remaining)).toBe(expected);
  });

  it("is never more than what is left, never less than half of it, nor less than 5 s where there are 5 s", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (remaining) => {
        const cap = tryCapMs(remaining);
        return cap <= remaining && cap >= remaining / 2 && cap >= Math.min(remaining, 5_000);
      }),
    );
  });
});

describe("namesDevicesOnly", () => {
  it("is true for paths only: all volumes, and a container, need the volume manager", () => {
    expect(namesDevicesOnly(["/dev/sdb", "/dev/evms/san2/vm1"])).toBe(true);
    expect(namesDevicesOnly(["/dev/sdb", "san2"])).toBe(false);
    expect(namesDevicesOnly([])).toBe(false);
  });
});
