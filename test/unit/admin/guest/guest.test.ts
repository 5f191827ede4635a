import { describe, expect, it } from "vitest";
import { doubtBySilence, whereaboutsIn } from "../../../../admin/guest/elsewhere.ts";
import { confirmDead, confirmedHosts, durationOption, hostIn } from "../../../../admin/guest/options.ts";
import { listed, objectionByPins } from "../../../../admin/guest/pins.ts";
import { needsRepair } from "../../../../admin/guest/repair-all.ts";
import { parseDescription } from "../../../../lib/cluster/description/parse.ts";
import type { OverviewAnswer } from "../../../../lib/guard/overview/overview.ts";
import { exampleClusterFile } from "../../../support/example-cluster-file.ts";
import { start } from "../../lib/guard/operations.ts";
import { absentGuest, overviewWith, runningGuest } from "../../lib/guard/overview/overviews.ts";

const answered = (guest: Parameters<typeof overviewWith>[0][number]): OverviewAnswer => ({
  kind: "answered",
  overview: overviewWith([guest]),
});
const absent = answered(absentGuest("nfs1"));
const silent: OverviewAnswer = { kind: "silent", reason: "it is off" };

describe("where a guest is that is not here", () => {
  const asked = (...answers: readonly OverviewAnswer[]) =>
    whereaboutsIn("nfs1", new Map(answers.map((answer, index) => [`host${index + 2}`, answer])));

  it("is on the hosts that show anything of it, whoever else is silent", () => {
    const there = answered(runningGuest("nfs1"));
    expect(asked(absent, there, silent)).toEqual({ kind: "elsewhere", hosts: ["host3"] });
    expect(asked(there, there)).toEqual({ kind: "elsewhere", hosts: ["host2", "host3"] });
  });

  it("is nowhere only as far as hosts can say so", () => {
    expect(asked(absent, absent)).toEqual({ kind: "nowhere", silent: new Map() });
    const unknown = answered(absentGuest("nfs1", { presence: { kind: "unknown", reason: "xl is on fire" } }));
    const found = asked(silent, unknown, answered(absentGuest("web1")));
    expect(found).toEqual({
      kind: "nowhere",
      silent: new Map([
        ["host2", "it is off"],
        ["host3", "xl is on fire"],
        ["host4", "its cluster file does not know nfs1"],
      ]),
    });
    expect(doubtBySilence("nfs1", new Map([["host2", "it is off"]]))).toBe(
      "host2 cannot say whether it runs there (it is off): nfs1 may run there",
    );
    expect(doubtBySilence("nfs1", new Map())).toBeUndefined();
  });
});

describe("pins", () => {
  it("keep a guest to its hosts, where it has any", () => {
    const guest = { name: "nfs1", config: "/x", priority: 0, pins: ["host1", "host2", "host3"] };
    expect(objectionByPins(guest, "host2", "no")).toBeUndefined();
    expect(objectionByPins({ ...guest, pins: [] }, "host4", "no")).toBeUndefined();
    expect(objectionByPins(guest, "host4", "nfs1 was not started on host4")).toBe(
      "nfs1 was not started on host4: by the pins of the cluster file nfs1 may run on host1, host2 and host3 only.",
    );
    expect(listed(["host1"])).toBe("host1");
  });
});

describe("needsRepair", () => {
  const open = (active: boolean) => ({ open: { kind: "open", operation: start, active } as const });
  const held = { kind: "held", version: 1, holder: 2 } as const;
  it.each([
    ["absent with nothing", absentGuest("nfs1"), false],
    ["running without leases", runningGuest("nfs1"), false],
    ["running with its lease", runningGuest("nfs1", { lease: held }), false],
    ["running without its lease", runningGuest("nfs1", { lease: { kind: "not-held" } }), true],
    ["running with nobody to watch", runningGuest("nfs1", { lease: { kind: "orphaned", version: 1 } }), true],
    ["absent with a lease", absentGuest("nfs1", { lease: held }), true],
    ["absent without a lease", absentGuest("nfs1", { lease: { kind: "not-held" } }), false],
    ["of which nothing is known", absentGuest("nfs1", { presence: { kind: "unknown", reason: "x" } }), true],
    ["with an unknown lease", absentGuest("nfs1", { lease: { kind: "unknown", reason: "x" } }), true],
    ["left half done", absentGuest("nfs1", open(false)), true],
    ["being worked on", absentGuest("nfs1", { ...open(true), lease: held }), false],
    ["with a damaged record", absentGuest("nfs1", { open: { kind: "unreadable", reason: "x" } }), true],
  ])("of a guest %s", (_, guest, needs) => {
    expect(needsRepair(guest)).toBe(needs);
  });
});

describe("options", () => {
  it("take a host for each --confirm-dead, and never the guest's name for one", () => {
    const option = confirmDead();
    const first = option.parseArg?.("host2", undefined as never);
    expect(option.parseArg?.("host3", first as never)).toEqual(["host2", "host3"]);
    expect(option.variadic).toBe(false);
  });

  it("know the hosts of the cluster file alone", () => {
    expect(confirmedHosts(description, "cluster.yaml", "host1", { confirmDead: ["host2"] })).toEqual([
      "host2",
    ]);
    expect(() => hostIn(description, "cluster.yaml", "--help")).toThrow(
      'cluster.yaml has no host "--help"; it has host1, host2.',
    );
    expect(() => confirmedHosts(description, "cluster.yaml", "host1", { confirmDead: ["host1"] })).toThrow(
      "host1 is this host, so it is not dead.",
    );
  });

  it("take times inside their bounds", () => {
    const bounds = { leastMs: 1_000, mostMs: 60_000, accepts: "a time" };
    expect(durationOption("--ttl", "60s", bounds)).toBe(60_000);
    for (const text of ["60", "61s", "500ms", "", "-1s", "1 min"]) {
      expect(() => durationOption("--ttl", text, bounds)).toThrow(
        /^--ttl ".*" is not accepted; it takes a time\.$/,
      );
    }
  });
});

const parsed = parseDescription(new TextEncoder().encode(exampleClusterFile));
if (parsed.kind !== "description") throw new Error("the example is no cluster file");
const { description } = parsed;
