import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodePermit,
  encodePermit,
  type Permit,
  standingOf,
} from "../../../../../lib/guard/permit/permit.ts";

const bootId = "0b0c3d1e-6f0a-4b55-9d6b-0a8e6d1f2c3b";
const permit: Permit = {
  guest: "nfs1",
  action: "start",
  bootId,
  issuedMs: 100_000,
  expiresMs: 160_000,
  issuer: "root",
};

describe("A permit", () => {
  it("is valid until it expires, to the millisecond", () => {
    const at = (nowMs: number) => standingOf(permit, { bootId, nowMs });
    expect(at(100_000)).toEqual({ kind: "valid", permit, leftMs: 60_000 });
    expect(at(159_999)).toEqual({ kind: "valid", permit, leftMs: 1 });
    expect(at(160_000)).toEqual({ kind: "expired", agoMs: 0 });
    expect(at(172_000)).toEqual({ kind: "expired", agoMs: 12_000 });
  });

  it("counts in no other boot", () => {
    const other = "ffffffff-6f0a-4b55-9d6b-0a8e6d1f2c3b";
    expect(standingOf(permit, { bootId: other, nowMs: 100_001 })).toEqual({
      kind: "unusable",
      reason: "it is of an earlier boot",
    });
  });

  it.each([
    ["given in the future", { issuedMs: 100_002 }],
    ["for no time", { expiresMs: 100_000 }],
    ["for longer than any is given", { expiresMs: 100_000 + 3_600_001 }],
  ])("counts for nothing where it is %s", (_, change) => {
    expect(standingOf({ ...permit, ...change }, { bootId, nowMs: 100_001 })).toEqual({
      kind: "unusable",
      reason: "its times are impossible",
    });
  });

  it("is read back as it was written", () => {
    expect(decodePermit(encodePermit(permit))).toEqual(permit);
  });

  it("is not read from anything else, however it is cut or changed", () => {
    const text = encodePermit(permit).trimEnd();
    for (let length = 0; length < text.length; length += 1) {
      expect(decodePermit(text.slice(0, length))).toBeUndefined();
    }
    for (const key of Object.keys(permit)) {
      for (const value of [null, undefined, [], {}, "later", 1.5, true]) {
        // These two may be any text.
        if (typeof value === "string" && ["guest", "issuer", "bootId"].includes(key)) continue;
        expect(decodePermit(JSON.stringify({ ...permit, [key]: value }))).toBeUndefined();
      }
    }
    fc.assert(fc.property(fc.json(), (json) => decodePermit(json) === undefined));
  });
});
