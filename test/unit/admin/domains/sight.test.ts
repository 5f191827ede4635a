import { describe, expect, it } from "vitest";
import { sightOf } from "../../../../admin/domains/sight.ts";
import { renderDomains } from "../../../../admin/domains/table.ts";
import type { LeaseView } from "../../../../lib/guard/lease.ts";
import type { GuestOverview, HostOverview, OverviewAnswer } from "../../../../lib/guard/overview/overview.ts";
import { start } from "../../lib/guard/operations.ts";
import { absentGuest, overviewWith, runningGuest } from "../../lib/guard/overview/overviews.ts";

const says = (guest: GuestOverview, more: Partial<HostOverview> = {}): OverviewAnswer => ({
  kind: "answered",
  overview: overviewWith([guest], more),
});
const silent: OverviewAnswer = { kind: "silent", reason: "it did not answer within 15 s" };
const absent = says(absentGuest("nfs1"));
const held = { kind: "held", version: 3, holder: 812 } as const;
const sight = (one: OverviewAnswer, other: OverviewAnswer, view?: LeaseView) =>
  sightOf(
    "nfs1",
    new Map([
      ["host1", one],
      ["host2", other],
    ]),
    view,
  );

describe("sightOf", () => {
  it("says stopped only where every host says that it is not there", () => {
    expect(sight(absent, absent).verdict).toBe("stopped");
    expect(sight(absent, silent)).toMatchObject({
      verdict: "unknown",
      silent: [{ host: "host2", reason: "it did not answer within 15 s" }],
    });
    const unknown = says(absentGuest("nfs1", { presence: { kind: "unknown", reason: "xl is on fire" } }));
    expect(sight(absent, unknown)).toMatchObject({
      verdict: "unknown",
      silent: [{ host: "host2", reason: "xl is on fire" }],
    });
  });

  it("takes a host whose cluster file does not know the guest for one that cannot say", () => {
    const other = says(absentGuest("web1"));
    expect(sight(absent, other)).toMatchObject({
      verdict: "unknown",
      silent: [
        { host: "host2", reason: "its cluster file does not know nfs1: give all hosts the same file" },
      ],
    });
  });

  it("tells a guest that runs, stands, or runs twice", () => {
    const runs = says(runningGuest("nfs1"));
    expect(sight(runs, absent).verdict).toBe("runs");
    expect(sight(runs, silent).verdict).toBe("runs");
    expect(sight(says(runningGuest("nfs1", { state: "paused" })), absent).verdict).toBe("stands");
    expect(sight(runs, runs).verdict).toBe("twice");
    expect(sight(runs, says(runningGuest("nfs1", { state: "unclear" }))).verdict).toBe("twice");
  });

  it("takes the copy of a migration for what it is", () => {
    const domain = { domid: 6, name: "nfs1--incoming", state: "paused", memoryMiB: 64, vcpus: 0 } as const;
    const arriving = absentGuest("nfs1", {
      presence: { kind: "running", domains: [{ domain, role: "arriving" }] },
    });
    const seen = sight(says(runningGuest("nfs1")), says(arriving));
    expect(seen).toMatchObject({
      verdict: "runs",
      places: [
        { host: "host1", role: "itself" },
        { host: "host2", role: "arriving" },
      ],
    });
  });

  it("names who has the lease, by the hosts' word, else by the volume's", () => {
    const withLease = (lease: GuestOverview["lease"]) => says(absentGuest("nfs1", { lease }));
    const notHeld = withLease({ kind: "not-held" });
    expect(sight(notHeld, withLease(held)).lease).toEqual({ kind: "held", host: "host2", watched: true });
    const orphaned = withLease({ kind: "orphaned", version: 3 });
    expect(sight(orphaned, notHeld).lease).toEqual({ kind: "held", host: "host1", watched: false });
    expect(sight(notHeld, notHeld).lease).toEqual({ kind: "free" });
    expect(sight(absent, absent).lease).toEqual({ kind: "none" });
    expect(sight(notHeld, silent).lease).toEqual({ kind: "unknown", reason: "host2 does not answer" });
    const owned = { kind: "owned", version: 3, owner: "host2" } as const;
    expect(sight(notHeld, silent, owned).lease).toEqual({ kind: "held", host: "host2", watched: undefined });
    const free = { kind: "free", version: 3, lastOwner: undefined } as const;
    expect(sight(notHeld, silent, free).lease).toEqual({ kind: "free" });
    const unreadable = { kind: "unknown", reason: "the volume hangs" } as const;
    expect(sight(notHeld, silent, unreadable).lease).toEqual(unreadable);
    const noDaemon = withLease({ kind: "unknown", reason: "sanlock's daemon does not run" });
    expect(sight(noDaemon, notHeld).lease).toMatchObject({ kind: "unknown" });
  });
});

describe("renderDomains", () => {
  const shown = (one: OverviewAnswer, other: OverviewAnswer) =>
    renderDomains(
      [sight(one, other)],
      new Map([
        ["host1", one],
        ["host2", other],
      ]),
    );

  it("has a line for a guest, and nothing below where all is well", () => {
    const guest = runningGuest("nfs1", {
      lease: held,
      since: { sinceMs: 1_700_000_000_000, by: "a migration from host2" },
    });
    expect(shown(says(guest), says(absentGuest("nfs1", { lease: { kind: "not-held" } })))).toBe(
      [
        "GUEST  WHERE  STATE    MEMORY   LEASE  SINCE",
        "nfs1   host1  blocked  512 MiB  host1  2023-11-14 22:13Z by a migration from host2",
        "",
      ].join("\n"),
    );
  });

  it("shouts where a guest runs twice", () => {
    const runs = says(runningGuest("nfs1"));
    expect(shown(runs, runs)).toContain(
      "NFS1 RUNS ON host1 AND ON host2, and its disks are being damaged: destroy all but one NOW: xl destroy 5 on host1, xl destroy 5 on host2; then run xensan repair nfs1 on each.\n",
    );
  });

  it("names what is silent, unfinished, without its lease or foreign", () => {
    const open = { kind: "open", operation: start, active: false } as const;
    const guest = runningGuest("nfs1", { lease: { kind: "not-held" }, open });
    const others = {
      kind: "known",
      domains: [{ domid: 7, name: undefined, state: "blocked", memoryMiB: 1 }],
    } as const;
    const closed = { kind: "maintenance", sinceMs: 1_700_000_000_000, by: "root" } as const;
    const here = says(guest, { others, closed });
    const text = shown(here, says(absentGuest("nfs1", { lease: { kind: "not-held" } })));
    expect(text.split("\n").slice(3)).toEqual([
      "nfs1 runs on host1 without its lease: run xensan repair nfs1 there.",
      "a start of nfs1 on host1, begun 2023-11-14T22:13:20.000Z, is unfinished: run xensan repair nfs1 there.",
      expect.stringContaining("No guest is taken in there: host1 is in maintenance"),
      "Also on host1, and not in the cluster file: domain 7.",
      "",
    ]);
    expect(shown(absent, silent)).toBe(
      [
        "GUEST  WHERE    STATE    MEMORY  LEASE  SINCE",
        "nfs1   unknown  unknown  -       -      -",
        "",
        "host2 does not answer: it did not answer within 15 s.",
        "",
      ].join("\n"),
    );
  });

  it("says that nobody watches a lease, and who is at work", () => {
    const open = { kind: "open", operation: start, active: true } as const;
    const guest = runningGuest("nfs1", { lease: { kind: "orphaned", version: 3 }, open });
    const text = shown(says(guest), absent);
    expect(text).toContain("  host1 (not watched)  ");
    expect(text).toContain("nfs1: nobody watches its lease on host1: run xensan repair nfs1 there.\n");
    expect(text).toContain("a start of nfs1 on host1 is under way since 2023-11-14T22:13:20.000Z.\n");
  });
});
