import { describe, expect, it } from "vitest";
import { stop } from "../../../../../lib/guard/programs/stop.ts";
import { absent, present } from "../surveys.ts";
import { awaits, closes, done, gone, type Line, looks, opens, order, play, releases } from "./play.ts";

const unleased = { ...order, leased: false };
const gently = {};
const shutsDown: Line = { step: { kind: "shut-down", domid: 5 }, answer: done };
const ends = awaits(absent, "stop");

describe("a stop", () => {
  it("gives the lease up once the guest is proven absent", () => {
    const script = [opens, looks(), shutsDown, ends, ...releases, closes];
    expect(play(stop(order, gently), script)).toEqual({ kind: "done", text: "nfs1 is stopped on host1." });
  });

  it("of a guest that is not here still gives up what this host has of its lease", () => {
    expect(play(stop(order, gently), [opens, looks(absent), gone, ...releases, closes]).kind).toBe("done");
  });

  it("by force destroys everything that is the guest's", () => {
    const destroys: Line = { step: { kind: "destroy", domid: 5 }, answer: done };
    const script = [opens, looks(present("suspended", { role: "left" })), destroys, gone, closes];
    expect(play(stop(unleased, { force: "everything" }), script).kind).toBe("done");
  });

  it("by force destroys the guest alone where that is asked for", () => {
    const destroys: Line = { step: { kind: "destroy", domid: 5 }, answer: done };
    const script = [opens, looks(present("paused")), destroys, gone, closes];
    expect(play(stop(unleased, { force: "guest" }), script).kind).toBe("done");
    const left = [opens, looks(present("suspended", { role: "left" })), closes];
    expect(play(stop(unleased, { force: "guest" }), left).kind).toBe("refused");
  });

  it("asks nothing of a guest that has shut down by itself, and clears it away", () => {
    const script = [
      ...[opens, looks(present("shut-down")), awaits(present("shut-down"), "brief")],
      { step: { kind: "destroy", domid: 5 }, answer: done } as const,
      ...[gone, ...releases, closes],
    ];
    expect(play(stop(order, gently), script)).toEqual({ kind: "done", text: "nfs1 is stopped on host1." });
  });

  it("clears away a guest that has shut down and that no xl clears away", () => {
    const script = [
      ...[opens, looks(), shutsDown, awaits(present("shut-down"), "stop")],
      { step: { kind: "destroy", domid: 5 }, answer: done } as const,
      ...[gone, ...releases, closes],
    ];
    expect(play(stop(order, gently), script)).toEqual({ kind: "done", text: "nfs1 is stopped on host1." });
  });

  it("that the guest does not follow leaves it running with its lease", () => {
    const still = awaits(present());
    expect(play(stop(order, gently), [opens, looks(), shutsDown, still, closes])).toEqual({
      kind: "failed",
      reason:
        "nfs1 was not stopped on host1: it did not shut down in time; try again, or destroy it with --force.",
    });
  });

  it("keeps the lease of a guest that its xl is about to create anew", () => {
    const watcher = "xl create, which watches over nfs1, (pid 812)";
    const reboots: Line = {
      step: { kind: "await-absence" },
      answer: {
        presence: absent,
        uses: { kind: "known", uses: [] },
        open: undefined,
        busy: [watcher],
        closed: undefined,
      },
    };
    expect(play(stop(order, gently), [opens, looks(), shutsDown, reboots])).toEqual({
      kind: "unfinished",
      reason: `the lease of nfs1 was not given up: ${watcher} is still at work on host1; host1 has it on record: after that, run xensan repair nfs1 there.`,
    });
  });

  it("speaks of no lease where there are none, though another guest has the disk", () => {
    const uses = {
      kind: "known",
      uses: [{ user: "domain web1", disk: "/dev/SAN/nfs1", wanted: "write", access: "write" }],
    } as const;
    const shared: Line = {
      step: { kind: "await-absence" },
      answer: { presence: absent, uses, open: undefined, busy: [], closed: undefined },
    };
    expect(play(stop(unleased, gently), [opens, looks(absent), shared])).toEqual({
      kind: "unfinished",
      reason:
        "something of nfs1 may be left on host1: domain web1 on host1 has its disk /dev/SAN/nfs1; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("stays on record while the lease cannot be given up", () => {
    const failed = { kind: "failed", reason: "sanlock does not answer" } as const;
    const script = [
      ...[opens, looks(), shutsDown, ends, ...releases.slice(0, 2)],
      { step: { kind: "release" }, answer: failed } as const,
    ];
    expect(play(stop(order, gently), script)).toEqual({
      kind: "unfinished",
      reason:
        "the lease of nfs1 was not given up: sanlock does not answer; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it.each([
    [
      "a guest that is paused",
      present("paused"),
      "nfs1 is paused and cannot shut down: let it go on first, or destroy it with --force",
    ],
    [
      "what a migration by hand left",
      present("suspended", { role: "left" }),
      "a migration by hand has left more than the guest itself: look with xl list; --force destroys all of it",
    ],
    [
      "what it cannot see",
      { kind: "unknown", reason: "xl did not answer in 10 s" },
      "xl did not answer in 10 s",
    ],
  ] as const)("is refused for %s", (_, presence, why) => {
    expect(play(stop(order, gently), [opens, looks(presence), closes])).toEqual({
      kind: "refused",
      reason: `nfs1 was not stopped on host1: ${why}.`,
    });
  });
});
