import { describe, expect, it } from "vitest";
import type { StoredOperation } from "../../../../../lib/guard/operation-file.ts";
import type { ToolstackProcess } from "../../../../../lib/guard/report/busy.ts";
import { ownReport, type ReportEffects } from "../../../../../lib/guard/report/own-report.ts";
import { recentLooks } from "../../../../../lib/guard/report/recent-looks.ts";
import type { Listing, Presence } from "../../../../../lib/xen/presence.ts";
import { movedClock } from "../moved-clock.ts";
import { start } from "../operations.ts";

const order = {
  guest: "nfs1",
  configPath: "/etc/xen/nfs1.cfg",
  wanted: { kind: "known", disks: [{ target: "/dev/SAN/nfs1", access: "write" }] },
  lookMs: 10_000,
  apartMs: 3_000,
} as const;

const none: StoredOperation = { kind: "none" };
const open: StoredOperation = { kind: "open", operation: start };
const receiver: ToolstackProcess = {
  ...{ pid: 812, name: "xl", arguments: ["xl", "migrate-receive"] },
  ...{ input: "pipe:[1]", output: "pipe:[2]" },
};

const dom0 = { domid: 0, name: "Domain-0", state: "running", memoryMiB: 640, vcpus: 1 } as const;

function listOf(presence: Presence): Listing {
  if (presence.kind === "unknown") return presence;
  const domains = presence.kind === "running" ? presence.domains.map(({ domain }) => domain) : [];
  return { kind: "listed", domains: [dom0, ...domains] };
}

type Scene = {
  readonly stored?: readonly StoredOperation[];
  readonly processes?: readonly (readonly ToolstackProcess[])[];
  readonly presences?: readonly Presence[];
  /** One answer after the other. */
  readonly active?: readonly boolean[];
};

/** Each look takes the next of its list; what is done is noted in its order. */
function scene({
  stored = [none, none],
  processes = [[], []],
  presences = [{ kind: "absent" }],
  active = [false],
}: Scene) {
  const done: string[] = [];
  const clock = movedClock();
  let asked = 0;
  const next = <T>(list: readonly T[], what: string): T => {
    const taken = done.filter((each) => each === what).length;
    done.push(what);
    const value = list[Math.min(taken, list.length - 1)];
    if (value === undefined) throw new Error(`${what} was not expected`);
    return value;
  };
  const effects: ReportEffects = {
    toolstack: {
      bothLists: async (timeoutMs) => {
        expect(timeoutMs).toBe(10_000);
        const states = listOf(next(presences, "look"));
        return { states, long: states };
      },
    },
    recent: recentLooks(clock, 6_000),
    clock,
    store: { read: () => next(stored, "read") },
    activityOn: async () => ({ active: active[Math.min(asked++, active.length - 1)] ?? false }),
    processes: () => next(processes, "processes"),
    closed: () => undefined,
    usesOf: async (guest, wanted, listing) => {
      done.push(listing === undefined ? "uses" : `uses of ${listing.kind}`);
      expect({ guest, wanted }).toEqual({ guest: "nfs1", wanted: order.wanted });
      return { kind: "known", uses: [] };
    },
  };
  return {
    ...{ done, clock },
    report: (seen?: Presence, looked?: (listing: Listing) => void) =>
      ownReport(effects, { ...order, seen, looked }),
  };
}

describe("ownReport", () => {
  it("looks at what is open before and after all else, and twice for an absence", async () => {
    const { done, report } = scene({});
    expect(await report()).toEqual({
      kind: "answered",
      report: {
        presence: { kind: "absent" },
        uses: { kind: "known", uses: [] },
        open: undefined,
        busy: [],
        closed: undefined,
      },
    });
    expect(done).toEqual(["read", "processes", "look", "look", "uses of listed", "processes", "read"]);
  });

  it("looks once more where it has looked a few seconds ago, and twice where that is longer ago", async () => {
    const { done, report, clock } = scene({});
    const looks = () => done.filter((each) => each === "look").length;
    await report();
    await report();
    expect([looks(), clock.slept]).toEqual([3, [3_000]]);
    await clock.sleep(6_000);
    await report();
    expect(looks()).toBe(5);
  });

  it("shows what it sees before it looks again", async () => {
    const { report, clock } = scene({});
    const shown: unknown[] = [];
    await report(undefined, (listing) => shown.push({ listing, slept: clock.slept.length }));
    const listing = { kind: "listed", domains: [{ ...dom0, disks: [] }] };
    expect(shown).toEqual([
      { listing, slept: 0 },
      { listing, slept: 1 },
    ]);
  });

  it("does not look again for whoever has just looked", async () => {
    const { done, report } = scene({});
    expect(await report({ kind: "absent" })).toMatchObject({ report: { presence: { kind: "absent" } } });
    expect(done).toEqual(["read", "processes", "uses", "processes", "read"]);
  });

  it("tells an operation that ended while it looked, and one that began", async () => {
    for (const stored of [
      [open, none],
      [none, open],
      [open, open],
    ]) {
      expect(await scene({ stored, active: [true] }).report()).toMatchObject({
        report: { open: { operation: start, active: true } },
      });
    }
  });

  it("calls an operation active that was so at either look, and tells the later of two", async () => {
    const stop = { ...start, kind: "stop", id: "b2" } as const;
    const later: StoredOperation = { kind: "open", operation: stop };
    for (const [stored, active, told] of [
      [[open, open], [true, false], { operation: start, active: true }],
      [[open, open], [false, true], { operation: start, active: true }],
      [[open, later], [true, false], { operation: stop, active: false }],
      [[open, later], [false, true], { operation: stop, active: true }],
    ] as const) {
      expect(await scene({ stored, active }).report()).toMatchObject({ report: { open: told } });
    }
  });

  it("tells a program that ended while it looked, and one that began, each once", async () => {
    for (const processes of [
      [[receiver], []],
      [[], [receiver]],
      [[receiver], [receiver]],
    ]) {
      expect(await scene({ processes }).report()).toMatchObject({
        report: { busy: ["xl migrate-receive (pid 812)"] },
      });
    }
  });

  it("is silent, and says why, where it cannot be told what is open", async () => {
    const unreadable: StoredOperation = { kind: "unreadable", reason: "nfs1.json cannot be read (EIO)" };
    for (const stored of [[unreadable], [none, unreadable]]) {
      expect(await scene({ stored }).report()).toEqual({
        kind: "silent",
        reason: "nfs1.json cannot be read (EIO)",
      });
    }
  });

  it("does not call a guest that reboots absent", async () => {
    const unknown: Presence = { kind: "unknown", reason: "xl exited with 1" };
    expect(await scene({ presences: [{ kind: "absent" }, unknown] }).report()).toMatchObject({
      report: { presence: unknown },
    });
  });
});
