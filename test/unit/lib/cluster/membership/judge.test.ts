import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../../../../../lib/cluster/membership/judge.ts";
import type { PartitionReport, ReportedNode } from "../../../../../lib/cluster/membership/report.ts";

const node = (name: string, kind: "online" | "offline"): ReportedNode => ({
  name,
  state: { kind },
  conditions: [],
});
const unclear = (name: string): ReportedNode => ({
  name,
  state: { kind: "unclear", why: "is pending: ask again" },
  conditions: [],
});
const three: PartitionReport = {
  dc: "host1",
  quorum: true,
  nodes: [node("host1", "online"), node("host2", "online"), node("host3", "offline")],
};
const asked = { self: "host1", nodes: ["host1", "host2", "host3"] };
const about = (name: string, report: PartitionReport, who = asked) => judge(who, report).nodes.get(name);

describe("judge", () => {
  it("tells members from a node that is gone, seen by the majority", () => {
    expect(judge(asked, three)).toEqual({
      nodes: new Map<string, unknown>([
        ["host1", { kind: "member", conditions: [] }],
        ["host2", { kind: "member", conditions: [] }],
        ["host3", { kind: "gone", seenBy: "majority", conditions: [] }],
      ]),
      partition: { kind: "answered", dc: "host1", quorum: true, unlisted: [] },
    });
  });

  it("says of two nodes that only this side sees the other gone: both sides of a split have quorum", () => {
    const two = { ...three, nodes: [node("host1", "online"), node("host2", "offline")] };
    const both = { self: "host1", nodes: ["host1", "host2"] };
    expect(about("host2", two, both)).toEqual({ kind: "gone", seenBy: "this-side", conditions: [] });
  });

  it("counts nodes that only the file knows, and nodes that only the cluster knows", () => {
    const five = { ...asked, nodes: [...asked.nodes, "host4", "host5"] };
    expect(about("host3", three, five)).toMatchObject({ seenBy: "this-side" });
    const more = { ...three, nodes: [...three.nodes, node("host4", "offline")] };
    expect(about("host3", more)).toMatchObject({ seenBy: "this-side" });
    expect(judge(asked, more).partition).toMatchObject({ unlisted: ["host4"] });
  });

  it.each<[string, PartitionReport, string]>([
    [
      "has no coordinator",
      { ...three, dc: undefined },
      "the cluster has no coordinator (DC) now: wait until it has elected one",
    ],
    [
      "has no quorum",
      { ...three, quorum: false },
      "this side of the cluster has no quorum: go to a node of the side that has it",
    ],
    [
      "does not have this node as a member",
      { ...three, dc: "host2", nodes: [node("host1", "offline"), ...three.nodes.slice(1)] },
      "host1 itself, which was asked, is no full member: ask on a node that is, or wait until it has joined",
    ],
    [
      "does not list this node",
      { ...three, dc: "host2", nodes: three.nodes.slice(1) },
      "host1 itself, which was asked, is no full member: ask on a node that is, or wait until it has joined",
    ],
    [
      "has a coordinator that is no member",
      { ...three, dc: "host3" },
      "the coordinator host3 is no full member itself: wait until another is elected",
    ],
    [
      "has a coordinator that is pending",
      { ...three, dc: "host2", nodes: [node("host1", "online"), unclear("host2"), node("host3", "offline")] },
      "the coordinator host2 is no full member itself: wait until another is elected",
    ],
  ])("says of nobody that it is gone where the partition %s", (_, report, why) => {
    expect(about("host3", report)).toEqual({
      kind: "unknown",
      reason: `host3 is shown as offline, but ${why}.`,
    });
  });

  it("does not know a node that is unclear, not listed, or listed twice", () => {
    const report = { ...three, nodes: [...three.nodes, unclear("host4"), node("host3", "offline")] };
    const who = { self: "host1", nodes: ["host3", "host4", "host5"] };
    expect(judge(who, report).nodes).toEqual(
      new Map([
        [
          "host3",
          { kind: "unknown", reason: "the cluster lists host3 twice: remove the one that is no more." },
        ],
        ["host4", { kind: "unknown", reason: "host4 is pending: ask again." }],
        [
          "host5",
          {
            kind: "unknown",
            reason:
              'the cluster does not list host5: compare the cluster file with what "uname -n" prints there and with the cluster\'s own list.',
          },
        ],
      ]),
    );
  });

  it("says that a node is gone only with coordinator, quorum and this node as a member, in any report", () => {
    const names = ["host1", "host2", "host3", "host4"];
    const report = fc.record({
      dc: fc.option(fc.constantFrom(...names), { nil: undefined }),
      quorum: fc.boolean(),
      nodes: fc.array(
        fc
          .tuple(fc.constantFrom(...names), fc.constantFrom("online" as const, "offline" as const, "unclear"))
          .map(([name, kind]) =>
            kind === "unclear" ? unclear(name) : node(name, kind as "online" | "offline"),
          ),
        { maxLength: 6 },
      ),
    });
    fc.assert(
      fc.property(report, fc.constantFrom(...names), (given, self) => {
        const said = judge({ self, nodes: names }, given).nodes;
        expect([...said.keys()]).toEqual(names);
        const only = (name: string | undefined) => {
          const found = given.nodes.filter((each) => each.name === name);
          return found.length === 1 ? found[0]?.state.kind : undefined;
        };
        for (const [name, { kind }] of said) {
          if (kind === "member") expect(only(name)).toBe("online");
          if (kind !== "gone") continue;
          expect(given.quorum).toBe(true);
          expect([only(name), only(self), only(given.dc)]).toEqual(["offline", "online", "online"]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
