import { describe, expect, it } from "vitest";
import type { HostAnswer } from "../../../../../lib/guard/facts.ts";
import { type Arrival, arrivalCourse } from "../../../../../lib/guard/verdict/arrival-course.ts";
import type { Presence } from "../../../../../lib/xen/presence.ts";
import { absent, busyWith, leaseFacts, present, says, silent, survey } from "../surveys.ts";

const arrival: Arrival = {
  kind: "arrival",
  id: "0d4c",
  guest: "nfs1",
  sinceMs: 0,
  source: "host1",
  claim: 4,
};
const departure = { kind: "departure", id: "0d4c", guest: "nfs1", sinceMs: 0, destination: "host2" } as const;
const complete = present("paused");
const partial = present("paused", { role: "arriving" });

/** Seen from host2. */
function course(here: Presence, source: HostAnswer, more: Parameters<typeof survey>[0] = {}) {
  const answers = { host1: source, host2: says({ presence: here }), ...more.answers };
  return arrivalCourse(survey({ here: "host2", ...more, answers }), arrival);
}

describe("while the source's end is open", () => {
  it("the source decides", () => {
    expect(course(complete, busyWith(departure, true))).toEqual({
      kind: "wait",
      reason: "its migration is under way on host1 since 1970-01-01T00:00:00.000Z: wait for it",
    });
    expect(course(complete, busyWith(departure))).toEqual({
      kind: "wait",
      reason: "its migration is host1's: run xensan repair nfs1 on host1",
    });
  });
});

describe("when the source's end is closed", () => {
  it.each([
    ["a complete copy", complete],
    ["a partial copy", partial],
    ["nothing", absent],
  ] as const)("%s is done away with", (_, here) => {
    expect(course(here, says({ presence: present() }))).toEqual({ kind: "discard" });
  });

  it("a guest that runs here has landed", () => {
    expect(course(present(), says())).toEqual({ kind: "landed" });
  });
});

describe("a copy that was taken over here is the guest, whether it ran already or not", () => {
  it.each([
    ["owned", { kind: "owned", version: 5, owner: "host2" }],
    ["free again", { kind: "free", version: 6, lastOwner: "host2" }],
  ] as const)("when its lease is %s", (_, view) => {
    expect(course(complete, says(), { lease: leaseFacts(view) })).toEqual({
      kind: "take",
      lineage: { here: "host2", source: "host1", version: 4, fromTheDead: false },
    });
  });

  it("and waits while another host may have it too", () => {
    const lease = leaseFacts({ kind: "owned", version: 5, owner: "host2" });
    expect(course(complete, says(), { lease, answers: { host3: silent() } }).kind).toBe("wait");
  });

  it("and none, when its lease was never this host's since", () => {
    const view = { kind: "owned", version: 5, owner: "host1" } as const;
    expect(course(complete, says(), { lease: leaseFacts(view) })).toEqual({ kind: "discard" });
    const before = { kind: "free", version: 4, lastOwner: "host2" } as const;
    expect(course(complete, says(), { lease: leaseFacts(before) })).toEqual({ kind: "discard" });
  });

  it("and nobody knows, while its lease cannot be read", () => {
    const view = { kind: "unknown", reason: "the lease volume is missing" } as const;
    expect(course(complete, says(), { lease: leaseFacts(view) })).toEqual({
      kind: "wait",
      reason: "its lease cannot be read: the lease volume is missing",
    });
  });
});

describe("when the source does not answer", () => {
  it("nothing is decided", () => {
    expect(course(complete, silent("no route to host"))).toEqual({
      kind: "wait",
      reason:
        "host1 does not answer (no route to host): bring host1 back, or switch it off and say --confirm-dead host1",
    });
  });

  const dead = {
    membership: new Map([["host1", "gone"]] as const),
    confirmedDead: ["host1"],
    lease: leaseFacts({ kind: "owned", version: 4, owner: "host1" }, undefined, { host1: "dead" }),
  };

  it("and is dead by all evidence, a complete copy may run", () => {
    expect(course(complete, silent(), dead)).toEqual({
      kind: "take",
      lineage: { here: "host2", source: "host1", version: 4, fromTheDead: true },
    });
  });

  it("and is dead, a partial copy is nothing", () => {
    expect(course(partial, silent(), dead)).toEqual({ kind: "discard" });
    expect(course(absent, silent(), dead)).toEqual({ kind: "discard" });
  });

  it("and is dead, a copy that a third host's lease outdates is done away with", () => {
    const lease = leaseFacts({ kind: "owned", version: 5, owner: "host3" }, undefined, { host1: "dead" });
    const answers = { host3: says({ presence: present() }) };
    expect(course(complete, silent(), { ...dead, lease, answers })).toEqual({ kind: "discard" });
  });

  it("and is dead, a copy still waits for whatever a third host has", () => {
    expect(
      course(complete, silent(), { ...dead, answers: { host3: says({ presence: present() }) } }),
    ).toEqual({
      kind: "wait",
      reason: "it is on host3 already, as domain 5 (running)",
    });
  });
});

it("nothing is decided while the host itself is unclear or at work", () => {
  const unknown = { kind: "unknown", reason: "xl did not answer in 10 s" } as const;
  expect(course(unknown, says())).toEqual({ kind: "wait", reason: "on host2 xl did not answer in 10 s" });
  const receiving = survey({
    here: "host2",
    answers: { host2: says({ busy: ["xl migrate-receive (pid 812)"] }) },
  });
  expect(arrivalCourse(receiving, arrival)).toEqual({
    kind: "wait",
    reason: "xl migrate-receive (pid 812) is still at work on host2",
  });
});
