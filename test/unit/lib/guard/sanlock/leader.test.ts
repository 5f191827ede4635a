import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLeader } from "../../../../../lib/guard/sanlock/leader.ts";
import { recorded } from "./recordings.ts";

const unreadable = {
  kind: "unknown",
  reason: "sanlock's read_leader printed something other than a record",
};
const claim = {
  of: "claim",
  geometry: { sectorBytes: 512, alignBytes: 1024 * 1024 },
  ownerId: 1,
  writerId: 1,
  ownerGeneration: 1,
  version: 1,
  lockspace: "xensan",
  name: "nfs1",
};

describe("parseLeader", () => {
  it("reads who holds a claim, and who held it last", () => {
    expect(parseLeader(recorded("read_leader-held"))).toEqual({
      kind: "leader",
      leader: { ...claim, timestamp: expect.any(Number) },
    });
    expect(parseLeader(recorded("read_leader-released"))).toEqual({
      kind: "leader",
      leader: { ...claim, timestamp: 0 },
    });
    expect(parseLeader(recorded("read_leader-never-held"))).toEqual({
      kind: "leader",
      leader: { ...claim, ownerId: 0, writerId: 0, ownerGeneration: 0, version: 0, timestamp: 0 },
    });
  });

  it("reads a host's record", () => {
    expect(parseLeader(recorded("read_leader-lockspace-live"))).toMatchObject({
      leader: { of: "host", ownerId: 2, name: "host2", ownerGeneration: 1 },
    });
    expect(parseLeader(recorded("read_leader-lockspace-free"))).toMatchObject({
      leader: { of: "host", ownerId: 0, name: "", timestamp: 0 },
    });
  });

  it("takes neither zeros nor leftovers of memory for a record, which sanlock prints after a failure", () => {
    expect(recorded("read_leader-lockspace-blank")).toContain("\ntimestamp 0\n");
    expect(parseLeader(recorded("read_leader-lockspace-blank"))).toEqual({ kind: "failed", code: -1 });
    expect(recorded("read_leader-no-volume")).toMatch(/^timestamp [1-9]/m);
    expect(parseLeader(recorded("read_leader-no-volume"))).toEqual({ kind: "failed", code: -19 });
  });

  it("reads the sizes of other volumes", () => {
    const large = recorded("read_leader-held")
      .replace("flags 0x10", "flags 0x80")
      .replace("size 512", "size 4096");
    expect(parseLeader(large)).toMatchObject({
      leader: { geometry: { sectorBytes: 4096, alignBytes: 8 << 20 } },
    });
    const old = recorded("read_leader-held")
      .replace("flags 0x10", "flags 0x0")
      .replace("size 512", "size 4096");
    expect(parseLeader(old)).toMatchObject({
      leader: { geometry: { sectorBytes: 4096, alignBytes: 8 << 20 } },
    });
  });

  it.each([
    ["an owner that nobody can be", "owner_id 1", "owner_id 0"],
    ["two sizes", "flags 0x10", "flags 0x30"],
    ["another magic number", "magic 0x6152010", "magic 0x6152011"],
    ["a version that was never acquired", "lver 1", "lver 0"],
    ["a number beyond all numbers", /^timestamp \d+/m, "timestamp 99999999999999999999"],
    ["a negative time", /^timestamp \d+/m, "timestamp -1"],
    ["a name with a blank", "resource_name nfs1", "resource_name nfs1 x"],
    ["a second result", "read_leader done 0\n", "read_leader done 0\nread_leader done 0\n"],
  ])("does not read %s", (_, from, to) => {
    expect(parseLeader(recorded("read_leader-held").replace(from, to))).toEqual(unreadable);
  });

  it("never finds a claim free, or another's, in what is cut, shuffled or hostile", () => {
    const text = recorded("read_leader-held");
    const whole = parseLeader(text);
    const lines = text.split(/(?<=\n)/);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(text.length - 1).map((length) => text.slice(0, length)),
          fc
            .nat(text.length - 1)
            .filter((length) => length > 0)
            .map((length) => text.slice(length)),
          fc.shuffledSubarray(lines).map((some) => some.join("")),
          fc
            .tuple(fc.nat(lines.length), fc.string())
            .map(([at, line]) => lines.toSpliced(at, 0, `${line}\n`).join("")),
          fc.string({ unit: "binary" }),
        ),
        (damaged) => {
          const answer = parseLeader(damaged);
          if (answer.kind === "leader") expect(answer).toEqual(whole);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
