import { describe, expect, it } from "vitest";
import type { HostAnswer } from "../../../../../lib/guard/facts.ts";
import { type Departure, departureCourse } from "../../../../../lib/guard/verdict/departure-course.ts";
import type { Presence } from "../../../../../lib/xen/presence.ts";
import { absent, leaseFacts, present, says, silent, survey } from "../surveys.ts";

const departure: Departure = {
  kind: "departure",
  id: "0d4c",
  guest: "nfs1",
  sinceMs: 0,
  destination: "host2",
};
const arrival = {
  kind: "arrival",
  id: "0d4c",
  guest: "nfs1",
  sinceMs: 0,
  source: "host1",
  claim: 4,
} as const;

const suspended = present("suspended");
const left = present("suspended", { role: "left" });
const complete = present("paused", { domid: 9 });
const partial = present("paused", { role: "arriving", domid: 9 });
const unknown = { kind: "unknown", reason: "xl did not answer in 10 s" } as const;

function destination(presence: Presence, more: Parameters<typeof says>[0] = {}): HostAnswer {
  return says({ presence, open: { operation: arrival, active: false }, ...more });
}

function course(source: Presence, there: HostAnswer) {
  return departureCourse(survey({ answers: { host1: says({ presence: source }), host2: there } }), departure);
}

describe("from what both ends of a hand-over show", () => {
  it.each([
    [
      "a source that runs stays, whatever came of the copy",
      present("blocked"),
      destination(absent),
      { kind: "stay" },
    ],
    ["a source that runs stays beside a partial copy", present(), destination(partial), { kind: "stay" }],
    ["a source that runs stays while the destination is silent", present(), silent(), { kind: "stay" }],
    ["a source that was paused by hand stays", present("paused"), destination(complete), { kind: "stay" }],
    [
      "a suspended source goes on where there is no copy",
      suspended,
      destination(absent),
      { kind: "resume", domid: 5, renew: false },
    ],
    [
      "a suspended source goes on instead of a partial copy",
      suspended,
      destination(partial),
      { kind: "resume", domid: 5, renew: false },
    ],
    [
      "a renamed source goes on as well",
      left,
      destination(partial),
      { kind: "resume", domid: 5, renew: false },
    ],
    ["a complete copy is the guest", left, destination(complete), { kind: "finish", leftover: 5 }],
    [
      "a complete copy is the guest, also when the source is gone",
      absent,
      destination(complete),
      { kind: "finish", leftover: undefined },
    ],
    [
      "a copy that runs has arrived",
      absent,
      destination(present()),
      { kind: "arrived", leftover: undefined, open: true },
    ],
    [
      "a copy that runs has arrived, also where its arrival is closed",
      absent,
      says({ presence: present() }),
      { kind: "arrived", leftover: undefined, open: false },
    ],
    [
      "a copy that runs has arrived, and the source's rest goes",
      suspended,
      destination(present()),
      { kind: "arrived", leftover: 5, open: true },
    ],
    [
      "a partial copy without a source is no guest",
      absent,
      destination(partial),
      { kind: "lost", destinationIsDead: false },
    ],
    [
      "a stranger on the destination is not waited for without a source",
      absent,
      says({ presence: complete }),
      { kind: "lost", destinationIsDead: false },
    ],
    ["nothing on both ends is lost", absent, destination(absent), { kind: "lost", destinationIsDead: false }],
  ] as const)("%s", (_, source, there, expected) => {
    expect(course(source, there)).toEqual(expected);
  });

  it.each([
    [
      "the source's toolstack does not answer",
      unknown,
      destination(absent),
      "on host1 xl did not answer in 10 s",
    ],
    ["the destination's does not", suspended, destination(unknown), "on host2 xl did not answer in 10 s"],
    ["the source is dying", present("dying"), destination(complete), "on host1 it is dying"],
    [
      "a receiver is still at work",
      suspended,
      destination(partial, { busy: ["xl migrate-receive (pid 812)"] }),
      "xl migrate-receive (pid 812) is still at work on host2",
    ],
    [
      "the destination is silent and the source stands still",
      suspended,
      silent("connection timed out"),
      "host2 does not answer (connection timed out): bring host2 back, or switch it off and say --confirm-dead host2",
    ],
    [
      "both ends execute, which nobody may decide but a person",
      present(),
      destination(present()),
      "it runs on host1 AND on host2: destroy all but one NOW: xl destroy 5 on host1, xl destroy 5 on host2; then run xensan repair nfs1 on each",
    ],
    [
      "the destination has a domain that came from elsewhere",
      suspended,
      says({ presence: complete }),
      "host2 has a domain of its name that is no copy of this migration any more: run xensan repair nfs1 on host2, and, where it stays, xensan stop --force",
    ],
  ] as const)("it waits while %s", (_, source, there, reason) => {
    expect(course(source, there)).toEqual({ kind: "wait", reason });
  });

  it("finishes beside a receiver, which does nothing more to a complete copy and may be another guest's", () => {
    const there = destination(complete, { busy: ["xl migrate-receive (pid 812)"] });
    expect(course(left, there)).toEqual({ kind: "finish", leftover: 5 });
    const busy = destination(complete, { busy: ["xl migrate-receive (pid 812)", "xl destroy (pid 813)"] });
    expect(course(left, busy)).toEqual({
      kind: "wait",
      reason: "xl destroy (pid 813) is still at work on host2",
    });
  });

  it("waits while xl still works on the source", () => {
    const busy = says({ presence: suspended, busy: ["xl migrate (pid 700)"] });
    expect(
      departureCourse(survey({ answers: { host1: busy, host2: destination(absent) } }), departure),
    ).toEqual({
      kind: "wait",
      reason: "xl migrate (pid 700) is still at work on host1",
    });
  });
});

describe("when the destination is dead by all evidence", () => {
  const dead = (source: Presence) =>
    departureCourse(
      survey({
        answers: { host1: says({ presence: source }), host2: silent() },
        membership: new Map([["host2", "gone"]]),
        confirmedDead: ["host2"],
        lease: leaseFacts(undefined, undefined, { host2: "dead" }),
      }),
      departure,
    );

  it("a source that stands goes on, under a new number of its claim", () => {
    expect(dead(suspended)).toEqual({ kind: "resume", domid: 5, renew: true });
  });

  it("a guest without a source died with it", () => {
    expect(dead(absent)).toEqual({ kind: "lost", destinationIsDead: true });
  });
});
