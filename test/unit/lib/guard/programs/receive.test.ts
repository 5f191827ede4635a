import { describe, expect, it } from "vitest";
import type { LeaseView } from "../../../../../lib/guard/lease.ts";
import { receive } from "../../../../../lib/guard/programs/receive.ts";
import { present } from "../surveys.ts";
import {
  awaits,
  closes,
  done,
  glances,
  gone,
  held,
  type Line,
  looks,
  opens,
  order,
  play,
  releases,
  reports,
} from "./play.ts";

const there = { ...order, here: "host2" };
const arrival = {
  kind: "arrival",
  id: "0d4c",
  guest: "nfs1",
  sinceMs: 0,
  source: "host1",
  claim: 4,
} as const;
const open = { operation: arrival, active: false };
const copy = present("paused");

describe("a destination that is told to prepare", () => {
  const joins: Line = { step: { kind: "join-lease" }, answer: done };
  const prepare = () => receive(there, "host1", { kind: "prepare", id: "0d4c", claim: 4 });

  it("writes the arrival down, with the number of the source's lease", () => {
    const opened: Line = { step: { kind: "open-operation", operation: arrival }, answer: { kind: "opened" } };
    expect(play(prepare(), [glances(), joins, opened])).toEqual(done);
  });

  it("looks longer where one glance does not say that all is plain", () => {
    const creating = { kind: "unknown", reason: "domain 7 is just being created" } as const;
    const script = [glances({ uses: creating }), reports(), joins, opens];
    expect(play(prepare(), script)).toEqual(done);
  });

  it("looks all the same when it is told again, and writes nothing", () => {
    expect(play(prepare(), [glances({ open }), joins])).toEqual(done);
    const seen = { open, presence: copy };
    expect(play(prepare(), [glances(seen), reports(seen)])).toEqual({
      kind: "refused",
      reason: "it is on host2 already, as domain 5 (paused)",
    });
  });

  it.each([
    ["an outdated copy", { presence: copy }, "it is on host2 already, as domain 5 (paused)"],
    [
      "another domain at its disks",
      {
        uses: {
          kind: "known",
          uses: [{ disk: "/dev/SAN/nfs1", wanted: "write", user: "domain web1", access: "write" }],
        },
      },
      "domain web1 on host2 writes its disk /dev/SAN/nfs1: it must let go of it first",
    ],
    [
      "nobody taken in",
      { closed: { kind: "evacuation", sinceMs: 0, by: "root" } },
      "host2 is being emptied since 1970-01-01T00:00:00.000Z: choose another host, or run xensan maintenance off there when that is over",
    ],
    [
      "a toolstack that does not answer",
      { presence: { kind: "unknown", reason: "xl did not answer in 10 s" } },
      "host2 cannot say whether it runs there: xl did not answer in 10 s",
    ],
  ] as const)("refuses, and writes nothing down, where there is %s", (_, report, reason) => {
    expect(play(prepare(), [glances(report), reports(report)])).toEqual({ kind: "refused", reason });
  });

  it("refuses while it could not take the lease, before the guest stands still for that", () => {
    const failure = { kind: "failed", reason: "sanlock's daemon does not run on this host" } as const;
    const script: readonly Line[] = [glances(), { step: { kind: "join-lease" }, answer: failure }];
    expect(play(prepare(), script)).toEqual({ kind: "refused", reason: failure.reason });
  });

  it("refuses while anything else is open", () => {
    const by = { kind: "start", id: "77", guest: "nfs1", sinceMs: 0 } as const;
    const taken: Line = { step: { kind: "open-operation" }, answer: { kind: "taken", by } };
    expect(play(prepare(), [glances(), joins, taken])).toEqual({
      kind: "refused",
      reason: "a start of nfs1 is open there since 1970-01-01T00:00:00.000Z: run xensan repair nfs1",
    });
  });
});

describe("a destination that is told to take over", () => {
  const take = (leased = true) =>
    receive({ ...there, leased }, "host1", { kind: "take", id: "0d4c", claim: leased ? 4 : undefined });
  const sees = (view: LeaseView): Line => ({ step: { kind: "view-lease" }, answer: view });
  const free = sees({ kind: "free", version: 4, lastOwner: "host1" });
  const claims: Line = { step: { kind: "acquire", version: 4 }, answer: { kind: "acquired", version: 5 } };
  // It has just been told that it has the lease.
  const runs: readonly Line[] = [
    { step: { kind: "unpause", domid: 5 }, answer: done },
    looks(),
    held,
    closes,
  ];
  const waiting = glances({ presence: copy, open });

  it("takes the lease first, and then lets the copy run", () => {
    expect(play(take(), [waiting, free, claims, ...runs])).toEqual(done);
  });

  it("goes on where a take-over was cut off after it had the lease", () => {
    const own = sees({ kind: "owned", version: 5, owner: "host2" });
    const again: Line = { step: { kind: "acquire", version: 5 }, answer: { kind: "acquired", version: 5 } };
    expect(play(take(), [waiting, own, again, ...runs])).toEqual(done);
  });

  it("goes on as well when the source tells it the number that it has itself by now", () => {
    const own = sees({ kind: "owned", version: 4, owner: "host2" });
    expect(play(take(), [waiting, own, claims, ...runs])).toEqual(done);
  });

  it.each([
    [
      "is the source's still",
      { kind: "owned", version: 4, owner: "host1" },
      "host1 has not given its lease up",
    ],
    [
      "was taken anew by the source",
      { kind: "free", version: 6, lastOwner: "host1" },
      "its lease has the number 6 and not 4",
    ],
  ] as const)("leaves the copy paused when the lease %s", (_, view, reason) => {
    expect(play(take(), [waiting, sees(view)])).toEqual({ kind: "refused", reason });
  });

  it.each([
    { kind: "free", version: 6, lastOwner: "host3" },
    { kind: "owned", version: 5, owner: "host3" },
  ] as const)("does away with a copy after a third host had the lease: $kind", (view) => {
    const destroys: Line = { step: { kind: "destroy", domid: 5 }, answer: done };
    expect(play(take(), [waiting, sees(view), destroys, gone, ...releases, closes])).toEqual({
      kind: "refused",
      reason:
        "host3 took its lease anew after the copy was made, so the copy is outdated and was done away with",
    });
  });

  it("needs no lease where there are none", () => {
    const script = [waiting, { step: { kind: "unpause", domid: 5 }, answer: done } as const, looks(), closes];
    expect(play(take(false), script)).toEqual(done);
  });

  it("gives a copy that somebody else let go on its lease before it says done", () => {
    const runs = glances({ presence: present(), open });
    const notHeld: Line = { step: { kind: "holding" }, answer: { kind: "not-held" } };
    expect(play(take(), [runs, notHeld, free, claims, closes])).toEqual(done);
    const refusal = { kind: "refused", reason: "sanlock's daemon does not run" } as const;
    const refuses: Line = { step: { kind: "acquire" }, answer: refusal };
    expect(play(take(), [runs, notHeld, free, refuses])).toEqual(refusal);
  });

  it("waits for what an earlier attempt left at work", () => {
    const busy = ["xl unpause (pid 101)"];
    expect(play(take(), [glances({ presence: copy, open, busy })])).toEqual({
      kind: "refused",
      reason: "xl unpause (pid 101) is still at work on host2",
    });
  });

  it("says done when it is told twice", () => {
    expect(play(take(), [glances({ presence: present() })])).toEqual(done);
  });

  it("refuses a migration that it has not prepared, or gave up", () => {
    expect(play(take(), [glances({ presence: copy })])).toEqual({
      kind: "refused",
      reason: "host2 knows nothing of this migration of nfs1",
    });
  });

  it("refuses a copy that is not complete", () => {
    const partial = present("paused", { role: "arriving" });
    expect(play(take(), [glances({ presence: partial, open })])).toEqual({
      kind: "refused",
      reason: "the copy of nfs1 on host2 is paused and not complete",
    });
  });
});

describe("a destination that is told to cancel", () => {
  const cancel = () => receive(there, "host1", { kind: "cancel", id: "0d4c" });
  const destroys: Line = { step: { kind: "destroy", domid: 5 }, answer: done };

  it("destroys the copy, gives up what it has of the lease, and never takes this migration again", () => {
    const script = [reports({ presence: copy, open }), destroys, gone, ...releases, closes];
    expect(play(cancel(), script)).toEqual(done);
  });

  it("has nothing to do for another migration", () => {
    const other = { operation: { ...arrival, id: "77" }, active: false };
    expect(play(cancel(), [reports({ presence: copy, open: other })])).toEqual(done);
  });

  it("never destroys what runs", () => {
    expect(play(cancel(), [reports({ presence: present(), open })])).toEqual({
      kind: "refused",
      reason: "nfs1 runs on host2 as domain 5",
    });
  });

  it("refuses while a receiver is at work", () => {
    const busy = ["xl migrate-receive (pid 812)"];
    expect(play(cancel(), [reports({ presence: copy, open, busy })])).toEqual({
      kind: "refused",
      reason: "xl migrate-receive (pid 812) is still at work on host2",
    });
  });

  it("refuses while the copy does not go away", () => {
    const stays = awaits(copy);
    expect(play(cancel(), [reports({ presence: copy, open }), destroys, stays])).toEqual({
      kind: "refused",
      reason: "the copy of nfs1 on host2 does not go away",
    });
  });
});
