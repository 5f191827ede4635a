import { describe, expect, it } from "vitest";
import { start } from "../../../../../lib/guard/programs/start.ts";
import { busyWith, leaseFacts, present, says, silent, survey } from "../surveys.ts";
import { closes, done, gone, held, type Line, looks, opens, order, play, releases, reports } from "./play.ts";

const lease = leaseFacts({ kind: "free", version: 4, lastOwner: "host2" });
const asks = (answer = survey({ lease })): Line => ({ step: { kind: "survey" }, answer });
const lost: Line = { step: { kind: "holding" }, answer: { kind: "orphaned", version: 5 } };
const claims: Line = { step: { kind: "acquire", version: 4 }, answer: { kind: "acquired", version: 5 } };
const creates: Line = { step: { kind: "create" }, answer: done };
const unpauses: Line = { step: { kind: "unpause", domid: 5 }, answer: done };
describe("a start", () => {
  it("is written down, asks everybody, takes the lease, creates the guest paused and lets it run", () => {
    const script = [
      opens,
      asks(),
      claims,
      creates,
      looks(present("paused")),
      held,
      unpauses,
      looks(),
      held,
      closes,
    ];
    expect(play(start(order), script)).toEqual({ kind: "done", text: "nfs1 runs on host1." });
  });

  it("needs no lease where there are none", () => {
    const script = [opens, asks(survey()), creates, looks(present("paused")), unpauses, looks(), closes];
    expect(play(start({ ...order, leased: false }), script).kind).toBe("done");
  });

  it("takes the lease of a host that is dead by all evidence by that host's name", () => {
    const evidence = survey({
      answers: { host2: silent() },
      membership: new Map([["host2", "gone"]]),
      confirmedDead: ["host2"],
      lease: leaseFacts({ kind: "owned", version: 4, owner: "host2" }, undefined, { host2: "dead" }),
    });
    const refused = { kind: "refused", reason: "host2 is not dead" } as const;
    const ending = play(start(order), [
      opens,
      asks(evidence),
      { step: { kind: "acquire", version: 4, from: "host2" }, answer: refused },
      closes,
    ]);
    expect(ending).toEqual({ kind: "refused", reason: "nfs1 was not started on host1: host2 is not dead." });
  });

  const startOn = (host: string, active = true) => ({
    [host]: busyWith({ kind: "start", id: "78", guest: "nfs1", sinceMs: 0 }, active),
  });
  const rival = survey({ lease, answers: startOn("host2") });
  const waits: Line = { step: { kind: "wait" }, answer: undefined };

  it("waits until a later host of the cluster file withdraws the same, and asks everybody anew", () => {
    const goesOn = [claims, creates, looks(present("paused")), held, unpauses, looks(), held, closes];
    expect(play(start(order), [opens, asks(rival), waits, asks(rival), waits, asks(), ...goesOn]).kind).toBe(
      "done",
    );
  });

  it("is refused where the later host does not withdraw, and where it has the guest by then", () => {
    const patience = Array.from({ length: 4 }, () => [waits, asks(rival)]).flat();
    expect(play(start(order), [opens, asks(rival), ...patience, closes]).kind).toBe("refused");
    const runs = survey({ lease, answers: { host2: says({ presence: present() }) } });
    expect(play(start(order), [opens, asks(rival), waits, asks(runs), closes]).kind).toBe("refused");
  });

  it.each([
    ["an earlier host starts it too", { here: "host3", answers: startOn("host2") }],
    ["nobody is at work on the other start", { answers: startOn("host2", false) }],
    ["something else speaks against it too", { answers: { ...startOn("host2"), host3: silent() } }],
  ])("is refused at once where %s", (_, changes) => {
    const here = "here" in changes ? changes.here : "host1";
    const script = [opens, asks(survey({ lease, ...changes })), closes];
    expect(play(start({ ...order, here }), script).kind).toBe("refused");
  });

  it("is refused while another operation is open here", () => {
    const by = { kind: "stop", id: "77", guest: "nfs1", sinceMs: 0 } as const;
    const opened = { step: { kind: "open-operation" }, answer: { kind: "taken", by } } as const;
    expect(play(start(order), [opened])).toEqual({
      kind: "refused",
      reason:
        "nfs1 was not started on host1: a stop of nfs1 is open there since 1970-01-01T00:00:00.000Z: run xensan repair nfs1.",
    });
  });

  it("is refused when it cannot be written down", () => {
    const failed = { kind: "failed", reason: "/var/lib/xensan/operations: no space left on device" } as const;
    const script: Line[] = [{ step: { kind: "open-operation" }, answer: failed }];
    expect(play(start(order), script)).toEqual({
      kind: "refused",
      reason: "nfs1 was not started on host1: /var/lib/xensan/operations: no space left on device.",
    });
  });

  it("that is refused leaves nothing open", () => {
    const elsewhere = survey({ lease, answers: { host3: says({ presence: present() }) } });
    expect(play(start(order), [opens, asks(elsewhere), closes])).toEqual({
      kind: "refused",
      reason: "nfs1 was not started on host1: it is on host3 already, as domain 5 (running).",
    });
  });

  it("stays on record when nobody knows whether the lease was taken", () => {
    const unclear = { kind: "unknown", reason: "sanlock did not answer in 30 s" } as const;
    expect(play(start(order), [opens, asks(), { step: { kind: "acquire" }, answer: unclear }])).toEqual({
      kind: "unfinished",
      reason:
        "nfs1 was not started: sanlock did not answer in 30 s; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("that Xen refuses gives the lease up again", () => {
    const failed = { kind: "failed", reason: "xl create: no such disk" } as const;
    const script = [
      opens,
      asks(),
      claims,
      { step: { kind: "create" }, answer: failed } as const,
      reports(),
      ...releases,
      closes,
    ];
    expect(play(start(order), script)).toEqual({
      kind: "failed",
      reason: "nfs1 was not started on host1: xl create: no such disk. nfs1 does not run on host1.",
    });
  });

  it("that Xen refuses touches nothing that it found there: it may be somebody else's", () => {
    const failed = { kind: "failed", reason: "xl create: a domain of this name already exists" } as const;
    const script: Line[] = [
      ...[opens, asks(), claims],
      { step: { kind: "create" }, answer: failed },
      reports({ presence: present("paused", { domid: 77 }) }),
      closes,
    ];
    expect(play(start(order), script)).toEqual({
      kind: "failed",
      reason:
        "nfs1 was not started on host1: xl create: a domain of this name already exists. nfs1 is on host1 as domain 77 (paused).",
    });
  });

  it("that Xen answers too late stays on record while xl is at work", () => {
    const failed = { kind: "failed", reason: "xl create did not end in 120 s" } as const;
    const script: Line[] = [
      opens,
      asks(),
      claims,
      { step: { kind: "create" }, answer: failed },
      reports({ busy: ["xl create (pid 900)"] }),
    ];
    expect(play(start(order), script)).toEqual({
      kind: "unfinished",
      reason:
        "nfs1: xl create did not end in 120 s; xl create (pid 900) is still at work on host1; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("whose lease is lost during the creation never runs: what was created goes away", () => {
    const paused = present("paused");
    const script: Line[] = [
      ...[opens, asks(), claims, creates, looks(paused), lost],
      reports({ presence: paused }),
      { step: { kind: "destroy", domid: 5 }, answer: done },
      gone,
      ...releases,
      closes,
    ];
    expect(play(start(order), script)).toEqual({
      kind: "failed",
      reason: "nfs1 was not started on host1: its lease was lost. nfs1 does not run on host1.",
    });
  });

  it("whose lease is lost in the moment of running is paused again, and kept: it may have written", () => {
    const paused = present("paused");
    const script: Line[] = [
      ...[opens, asks(), claims, creates, looks(paused), held, unpauses, looks(), lost],
      { step: { kind: "pause", domid: 5 }, answer: done },
      reports({ presence: paused }),
      closes,
    ];
    expect(play(start(order), script)).toEqual({
      kind: "failed",
      reason: "nfs1 was not started on host1: its lease was lost. nfs1 is on host1 as domain 5 (paused).",
    });
  });
});
