import { describe, expect, it } from "vitest";
import type { HostAnswer, HostReport, LeaseFacts, Survey } from "../../../../lib/guard/facts.ts";
import type { Holding } from "../../../../lib/guard/lease.ts";
import type { OpenOperation } from "../../../../lib/guard/operation.ts";
import type { Presence } from "../../../../lib/xen/presence.ts";
import { absent, act, exited, here, recurring, unknown } from "./scene.ts";

const operation = { id: "1", guest: "nfs1", sinceMs: 0, kind: "start" } as const;

function answered(presence: Presence, open?: OpenOperation): HostAnswer {
  const report: HostReport = {
    presence,
    uses: { kind: "known", uses: [] },
    open,
    busy: [],
    closed: undefined,
  };
  return { kind: "answered", report };
}

function leased(holding: Holding): LeaseFacts {
  return {
    kind: "volume",
    view: { kind: "owned", version: 4, owner: "host1" },
    holding,
    signsOfLife: new Map(),
  };
}

const held = leased({ kind: "held", version: 4, holder: 812 });

function survey(own: HostAnswer, other: HostAnswer, lease: LeaseFacts = held): Survey {
  const answers = new Map([
    ["host1", own],
    ["host2", other],
  ]);
  return { guest: "nfs1", here: "host1", answers, membership: new Map(), confirmedDead: [], lease };
}

const deep = {
  action: "monitor",
  variables: { ...recurring, OCF_CHECK_LEVEL: "10" },
  looks: [here("running")],
  listed: { nfs1: "/etc/xen/nfs1.cfg" },
} as const;
const runs = answered(here("running"));
const not = answered(absent);

describe("XenVM's monitor at level 10", () => {
  it("finds all well where the guest runs here only, with its lease or where there are none", async () => {
    expect(await act({ ...deep, survey: survey(runs, not) })).toMatchObject({ code: 0, log: [] });
    expect(await act({ ...deep, survey: survey(runs, not, { kind: "none" }) })).toMatchObject({ code: 0 });
  });

  it("opens no cluster file for an absent guest, or below level 10", async () => {
    expect(await act({ ...deep, looks: [absent], listed: "never asked" })).toMatchObject({ code: 7 });
    const level9 = { ...recurring, OCF_CHECK_LEVEL: "9" };
    const { listed: _, ...unlisted } = deep;
    expect(await act({ ...unlisted, variables: level9 })).toMatchObject({ code: 0 });
  });

  it("says that it also runs on host2", async () => {
    for (const open of [undefined, { operation, active: true }]) {
      expect(await act({ ...deep, survey: survey(answered(here("running"), open), runs) })).toMatchObject({
        code: 1,
        reason:
          "nfs1 runs on host1 AND on host2: destroy all but one NOW: xl destroy 5 on host1, xl destroy 5 on host2; then run xensan repair nfs1 on each.",
      });
    }
  });

  it.each<[Holding, string]>([
    [{ kind: "not-held" }, "nfs1 runs on host1 without its lease: run xensan repair nfs1 there."],
    [
      { kind: "orphaned", version: 4 },
      "nfs1 runs on host1 and nobody watches its lease: run xensan repair nfs1 there.",
    ],
    [
      { kind: "unknown", reason: "sanlock does not answer" },
      "nfs1 runs on host1, and whether it has its lease is not known: sanlock does not answer.",
    ],
  ])("says that it runs without its lease: %j", async (holding, reason) => {
    expect(await act({ ...deep, survey: survey(runs, not, leased(holding)) })).toMatchObject({
      code: 1,
      reason,
    });
  });

  it("says that it is paused and nothing is at work on it", async () => {
    const paused = { ...deep, looks: [here("paused")] };
    expect(await act({ ...paused, survey: survey(answered(here("paused")), not) })).toMatchObject({
      code: 1,
      reason:
        "nfs1 is paused on host1 and nothing is at work on it: let it go on with xl unpause 5, if it runs nowhere else, or run xensan stop nfs1 --force on host1.",
    });
    const lost = survey(answered(here("paused")), not, leased({ kind: "not-held" }));
    expect(await act({ ...paused, survey: lost })).toMatchObject({
      code: 1,
      reason:
        "nfs1 is paused on host1 and nothing is at work on it: run xensan repair nfs1 there, which lets it go on where nobody had its lease since.",
    });
    expect(await act({ ...paused, survey: survey(answered(here("suspended")), not) })).toMatchObject({
      code: 1,
      reason:
        "nfs1 is suspended on host1 and nothing is at work on it: run xensan stop nfs1 --force on host1.",
    });
  });

  it("never says that what is paused may go on while it runs elsewhere", async () => {
    const paused = { ...deep, looks: [here("paused")] };
    expect(
      await act({ ...paused, survey: survey(answered(here("paused")), runs, { kind: "none" }) }),
    ).toMatchObject({
      code: 1,
      reason:
        "nfs1 is paused on host1 and nothing is at work on it, while it runs on host2: run xensan stop nfs1 --force on host1.",
    });
  });

  it("leaves a program of the guard alone that is at work", async () => {
    const paused = { ...deep, looks: [here("paused")] };
    const own = answered(here("paused"), { operation, active: true });
    expect(await act({ ...paused, survey: survey(own, runs, leased({ kind: "not-held" })) })).toMatchObject({
      code: 0,
    });
  });

  it("says that an operation was not finished", async () => {
    const own = answered(here("running"), { operation, active: false });
    expect(await act({ ...deep, survey: survey(own, not) })).toMatchObject({
      code: 1,
      reason: "a start of nfs1 on host1 was not finished: run xensan repair nfs1 there.",
    });
  });

  it("says that it has crashed, or that only its rest is here", async () => {
    expect(await act({ ...deep, survey: survey(answered(here("crashed")), not) })).toMatchObject({
      code: 1,
      reason: "nfs1 has crashed on host1 as domain 5.",
    });
    expect(await act({ ...deep, survey: survey(answered(here("dying")), runs) })).toMatchObject({
      code: 1,
      reason: "nfs1 runs on host2, and something of it is left on host1: look with xl list.",
    });
  });

  it("does not fail for a host that does not answer, and names it in the log", async () => {
    const silent: HostAnswer = { kind: "silent", reason: "it did not answer within 60 s" };
    expect(await act({ ...deep, survey: survey(runs, silent) })).toMatchObject({
      code: 0,
      log: ["warning: host2 did not say whether nfs1 runs there: it did not answer within 60 s."],
    });
    expect(await act({ ...deep, survey: survey(runs, answered(unknown("xl hangs"))) })).toMatchObject({
      code: 0,
    });
  });

  it("fails where this host cannot be looked at, and says not running where the guest went away meanwhile", async () => {
    const silent: HostAnswer = { kind: "silent", reason: "its file is damaged" };
    expect(await act({ ...deep, survey: survey(silent, not) })).toMatchObject({
      code: 1,
      reason: "host1 cannot be looked at: its file is damaged.",
    });
    expect(await act({ ...deep, survey: survey(not, not) })).toMatchObject({ code: 7 });
  });

  it("fails where there is no cluster file, or the guest is not in it", async () => {
    expect(await act({ ...deep, listed: "/etc/xensan/cluster.yaml does not exist" })).toMatchObject({
      code: 1,
      reason:
        "nfs1 runs on host1, but the other hosts cannot be asked: /etc/xensan/cluster.yaml does not exist.",
    });
    expect(await act({ ...deep, listed: {} })).toMatchObject({
      code: 1,
      reason:
        "nfs1 runs on host1, but the other hosts cannot be asked: the cluster file on host1 does not list nfs1: add it there on every host.",
    });
  });

  it("runs the monitor scripts after that", async () => {
    const parameters = { name: "nfs1", monitor_scripts: "/opt/nfs" };
    const scripts = { "/opt/nfs": { result: exited(1) } };
    expect(await act({ ...deep, parameters, scripts, survey: survey(runs, not) })).toMatchObject({
      code: 1,
      reason: "nfs1 runs, but its monitor script failed: /opt/nfs exited with 1.",
    });
  });
});
