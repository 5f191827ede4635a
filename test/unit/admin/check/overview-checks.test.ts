import { describe, expect, it } from "vitest";
import { cloneFindings } from "../../../../admin/check/checks/clone.ts";
import { clusterFindings } from "../../../../admin/check/checks/cluster.ts";
import { journalFindings } from "../../../../admin/check/checks/journals.ts";
import { leftoverFindings } from "../../../../admin/check/checks/leftovers.ts";
import { memoryFindings } from "../../../../admin/check/checks/memory.ts";
import { onceFindings } from "../../../../admin/check/checks/once.ts";
import { reachFindings } from "../../../../admin/check/checks/reach.ts";
import type { Clone } from "../../../../admin/check/clone/clone.ts";
import type { Finding } from "../../../../admin/check/finding.ts";
import { answered, type QuickFacts } from "../../../../admin/check/quick-facts.ts";
import type { GuestOverview, HostOverview, OverviewAnswer } from "../../../../lib/guard/overview/overview.ts";
import { departure } from "../../lib/guard/operations.ts";
import { absentGuest, overviewWith, runningGuest } from "../../lib/guard/overview/overviews.ts";
import { absent, member, quick, viewOf } from "./facts.ts";

const says = (guest: GuestOverview, more: Partial<HostOverview> = {}): OverviewAnswer => ({
  kind: "answered",
  overview: overviewWith([guest], more),
});
const answers = (one: OverviewAnswer, other: OverviewAnswer) =>
  new Map([
    ["host1", one],
    ["host2", other],
  ]);
const withCluster = (more: Partial<QuickFacts["cluster"]>): Partial<QuickFacts> => ({
  cluster: { ...quick.cluster, ...more },
});
const withClone = (more: Partial<Clone>) =>
  withCluster({
    clones: { kind: "parsed", value: [{ id: "evmscloneset", startedOn: [], failedOn: [], ...more }] },
  });

/** All but what is well: "check status: sentence". */
function problems(more: Partial<QuickFacts>): readonly string[] {
  const facts = { ...quick, ...more };
  const overviews = answered(facts);
  return [
    ...reachFindings({ ...facts, hosts: new Map() }),
    ...clusterFindings(facts),
    ...cloneFindings(facts),
    ...onceFindings(overviews),
    ...leftoverFindings(overviews),
    ...journalFindings(overviews, new Map()),
    ...memoryFindings(facts),
  ]
    .filter(isProblem)
    .map(({ check, status, sentence }) => `${check} ${status}: ${sentence}`);
}
const isProblem = ({ status }: Finding) => status !== "ok";

describe("checks of what every look tells", () => {
  it("tells a host that hangs from one that lives and does not let itself be asked", () => {
    const late = {
      kind: "silent",
      reason: "it did not answer within 20 s: look at it, and at the network",
    } as const;
    expect(problems({ answers: answers(absent, late) })).toEqual([
      "ssh unknown: host2 does not answer host1: it did not answer within 20 s: look at it, and at the network.",
    ]);
    const locked = { kind: "silent", reason: "its ssh host key is not known here", lives: true } as const;
    expect(problems({ answers: answers(absent, locked) })).toEqual([
      "ssh fail: host2 does not answer host1: its ssh host key is not known here.",
    ]);
  });

  it("names a host that has left the cluster once, and the clone's absence there not at all", () => {
    const gone = { kind: "gone", seenBy: "this-side", conditions: [] } as const;
    const reason = "The cluster manager on host2 gave no usable answer: crm_mon is not installed.";
    const silent = { kind: "unknown", reason } as const;
    const views = new Map([
      ["host1", viewOf({ host1: member, host2: gone })],
      ["host2", viewOf({ host1: silent, host2: silent }, { kind: "no-answer", reason })],
    ]);
    const clones = {
      kind: "parsed",
      value: [{ id: "evmscloneset", startedOn: ["host1"], failedOn: [] }],
    } as const;
    expect(problems(withCluster({ views, clones }))).toEqual([
      `cluster unknown: ${reason}`,
      "cluster fail: host2 is no member of the cluster, as host1 sees it.",
    ]);
  });

  it("knows quorum, coordinator, standby, and nodes that nobody asks", () => {
    const conditions = ["standby"] as const;
    const view = viewOf(
      { host1: member, host2: { kind: "member", conditions } },
      { kind: "answered", dc: undefined, quorum: false, unlisted: ["host9"] },
    );
    expect(problems(withCluster({ views: new Map([["host1", view]]) }))).toEqual([
      "cluster fail: The cluster has no coordinator, as host1 sees it.",
      "cluster fail: The cluster has no quorum, as host1 sees it.",
      "cluster warn: host2 is in standby in the cluster.",
      "cluster fail: The cluster has a node host9 that the cluster file does not name, so it is never asked whether a guest runs there.",
    ]);
    const unknown = viewOf({ host1: member, host2: { kind: "unknown", reason: "host2 is pending." } });
    expect(problems(withCluster({ views: new Map([["host1", unknown]]) }))).toEqual([
      "cluster unknown: Whether host2 is a member cannot be told on host1: host2 is pending.",
    ]);
  });

  it("wants the clone on every member", () => {
    expect(problems(withClone({ startedOn: ["host1"] }))).toEqual([
      "clone fail: EvmsSCC is not started on host2, so the shared volumes are not watched there.",
    ]);
    expect(problems(withClone({ startedOn: ["host1"], failedOn: ["host2"] }))).toEqual([
      "clone fail: EvmsSCC has failed on host2.",
    ]);
    expect(problems(withCluster({ clones: { kind: "parsed", value: [] } }))).toEqual([
      "clone fail: The cluster has no clone of EvmsSCC.",
    ]);
    expect(
      problems(withCluster({ clones: { kind: "unreadable", reason: "crm_mon is not installed" } })),
    ).toEqual(["clone unknown: Where EvmsSCC is started cannot be told on host1: crm_mon is not installed."]);
  });

  it("sees a guest that runs twice, and a host that cannot say", () => {
    const runs = says(runningGuest("nfs1"));
    expect(problems({ answers: answers(runs, runs) })).toContain(
      "once fail: nfs1 runs on host1 and host2 at once.",
    );
    const mute = says(
      absentGuest("nfs1", { presence: { kind: "unknown", reason: "xl list exited with 1" } }),
    );
    expect(problems({ answers: answers(absent, mute) })).toEqual([
      "once unknown: host2 cannot say whether nfs1 is there: xl list exited with 1.",
      "leftovers unknown: What migrations have left on host2 cannot be told: xl list exited with 1.",
      "memory unknown: Whether host2 could be emptied now cannot be told: xl list exited with 1.",
    ]);
    const paused = says(runningGuest("nfs1", { state: "paused" }));
    expect(problems({ answers: answers(runs, paused) })).toEqual([]);
  });

  it("sees what a migration has left, unless one is under way", () => {
    const domain = { domid: 6, name: "nfs1--incoming", state: "paused", memoryMiB: 64, vcpus: 0 } as const;
    const presence = { kind: "running", domains: [{ domain, role: "arriving" }] } as const;
    expect(problems({ answers: answers(absent, says(absentGuest("nfs1", { presence }))) })).toEqual([
      "leftovers fail: host2 has nfs1--incoming (6) of nfs1, and no migration is on its way by the guard.",
    ]);
    const open = { kind: "open", operation: departure("m1", "host2"), active: true } as const;
    expect(problems({ answers: answers(absent, says(absentGuest("nfs1", { presence, open }))) })).toEqual([]);
    const others = { kind: "known", domains: [{ ...domain, name: "web1--migratedaway" }] } as const;
    expect(problems({ answers: answers(says(absentGuest("nfs1"), { others }), absent) })).toEqual([
      "leftovers warn: host1 has the domain web1--migratedaway (6) of a guest that the cluster file does not have.",
    ]);
  });

  it("says in one line of each check what a host cannot tell, and whose room is not known", () => {
    const reason = "xl list exited with 1";
    const presence = { kind: "unknown", reason } as const;
    const mute: OverviewAnswer = {
      kind: "answered",
      overview: overviewWith([absentGuest("nfs1", { presence }), absentGuest("web1", { presence })], {
        others: presence,
        memory: { kind: "unknown", reason: "xl info exited with 1" },
      }),
    };
    expect(problems({ answers: answers(mute, mute) })).toEqual([
      "once unknown: host1 and host2 cannot say whether nfs1 and web1 are there: xl list exited with 1.",
      "leftovers unknown: What migrations have left on host1 and host2 cannot be told: xl list exited with 1.",
      "memory unknown: Whether host1 and host2 could be emptied now cannot be told: xl list exited with 1.",
    ]);
    const cramped = says(absentGuest("nfs1"), {
      memory: { kind: "unknown", reason: "xl info exited with 1" },
    });
    expect(problems({ answers: answers(absent, cramped) })).toEqual([
      "memory unknown: How much room host2 has for guests of other hosts cannot be told: xl info exited with 1.",
    ]);
  });

  it("sees what is unfinished, and not what is under way", () => {
    const operation = { ...departure("m1", "host2"), sinceMs: 0 };
    const open = { kind: "open", operation, active: false } as const;
    expect(problems({ answers: answers(says(absentGuest("nfs1", { open })), absent) })).toEqual([
      "journals fail: A migration away of nfs1 is on record on host1 since 1970-01-01T00:00:00.000Z, and nobody is at work on it.",
    ]);
    const unreadable = { kind: "unreadable", reason: "/x is no file" } as const;
    expect(problems({ answers: answers(says(absentGuest("nfs1", { open: unreadable })), absent) })).toEqual([
      "journals fail: host1: /x is no file.",
    ]);
  });

  it("plans what would become of the guests of each host", () => {
    const runs = says(runningGuest("nfs1"));
    const room = (freeMiB: number) =>
      says(absentGuest("nfs1"), {
        memory: { kind: "known", totalMiB: 4_096, freeMiB, controlMiB: undefined },
      });
    expect(problems({ answers: answers(runs, room(2_048)) })).toEqual([]);
    expect(problems({ answers: answers(runs, room(600)) })).toEqual([
      "memory fail: If host1 were emptied now, nfs1 would be left: it needs 517 MiB, and host2 has 344 MiB left for it.",
    ]);
    const closed = { kind: "maintenance", sinceMs: 0, by: "root" } as const;
    expect(problems({ answers: answers(runs, says(absentGuest("nfs1"), { closed })) })).toEqual([
      "memory warn: If host1 were emptied now, nfs1 would be left: host2 is in maintenance.",
    ]);
    const silent = { kind: "silent", reason: "it is late" } as const;
    expect(problems({ answers: answers(runs, silent) })).toEqual([
      "ssh unknown: host2 does not answer host1: it is late.",
      "memory unknown: If host1 were emptied now, nfs1 would be left: host2 does not answer (it is late).",
    ]);
  });
});
