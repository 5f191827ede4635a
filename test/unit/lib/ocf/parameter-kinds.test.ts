import { describe, expect, it } from "vitest";
import { seconds, text, wholeNumber } from "../../../../lib/ocf/parameter.ts";

const described = { name: "p", shortdesc: "P", longdesc: "P." };

describe("A parameter of text", () => {
  const parameter = text({ ...described, allows: (given) => given !== "no", accepts: "anything but no" });

  it("is undefined where nothing is given, and has no default", () => {
    expect(parameter.parse("")).toEqual({ ok: true, value: undefined });
    expect(parameter.default).toBeUndefined();
  });

  it("is what is allowed", () => {
    expect(parameter.parse("yes")).toEqual({ ok: true, value: "yes" });
    expect(parameter.parse("no")).toEqual({ ok: false });
  });
});

describe("A parameter that is a whole number", () => {
  const parameter = wholeNumber({ ...described, least: 2, most: 10, default: 5 });

  it("says its range and its default", () => {
    expect(parameter).toMatchObject({
      type: "integer",
      default: "5",
      accepts: "a whole number from 2 to 10",
    });
  });

  it("is read in decimal, within its range", () => {
    expect(["2", "10", "007"].map(parameter.parse)).toEqual([2, 10, 7].map((value) => ({ ok: true, value })));
    for (const given of ["1", "11", "", "2.0", "0x5", "5 ", "+5", "9".repeat(400)]) {
      expect(parameter.parse(given)).toEqual({ ok: false });
    }
  });
});

describe("A parameter of seconds", () => {
  const parameter = seconds({ ...described, most: 100 });

  it("is undefined where nothing is given", () => {
    expect(parameter.parse("")).toEqual({ ok: true, value: undefined });
    expect(parameter.accepts).toBe("whole seconds from 0 to 100, such as 90 or 90s");
  });

  it("is read with and without its unit", () => {
    expect(["0", "90", "90s"].map(parameter.parse)).toEqual(
      [0, 90, 90].map((value) => ({ ok: true, value })),
    );
    for (const given of ["101", "1m", "s", "90ss", "90 s", "-1", "1.5"]) {
      expect(parameter.parse(given)).toEqual({ ok: false });
    }
  });
});
