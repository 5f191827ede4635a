import { describe, expect, it } from "vitest";
import type { LeaseView } from "../../../../../lib/guard/lease.ts";
import type { Operation } from "../../../../../lib/guard/operation.ts";
import { repair } from "../../../../../lib/guard/programs/repair.ts";
import type { Reply } from "../../../../../lib/guard/step.ts";
import { leaseFacts, present, says, silent, survey } from "../surveys.ts";
import {
  done,
  gone,
  held,
  type Line,
  looks,
  opens,
  order,
  play,
  releases,
  reports,
  tells,
  waits,
} from "./play.ts";

const begun = { id: "77", guest: "nfs1", sinceMs: 0 } as const;
const left = (operation: Operation) => ({ operation, active: true });
const closes: Line = { step: { kind: "close-operation", id: "77" }, answer: undefined };
const orphaned: Line = { step: { kind: "holding" }, answer: { kind: "orphaned", version: 5 } };
const notHeld: Line = { step: { kind: "holding" }, answer: { kind: "not-held" } };
const sees = (view: LeaseView): Line => ({ step: { kind: "view-lease" }, answer: view });
const own = sees({ kind: "owned", version: 5, owner: "host1" });
const claims: Line = { step: { kind: "acquire", version: 5 }, answer: { kind: "acquired", version: 5 } };

describe("a repair where nothing is open", () => {
  it("finds nothing to do with a guest that runs with its lease", () => {
    const script = [reports({ presence: present() }), reports({ presence: present() }), held];
    expect(play(repair(order), script)).toEqual({
      kind: "done",
      text: "nfs1 is on host1 as domain 5 (running).",
    });
  });

  it("gives a guest that runs without its lease the lease back", () => {
    const here = reports({ presence: present() });
    expect(play(repair(order), [here, here, orphaned, own, claims]).kind).toBe("done");
  });

  it("raises the alarm when a guest runs here and another host has its lease", () => {
    const here = reports({ presence: present() });
    const other = sees({ kind: "owned", version: 6, owner: "host2" });
    const asks: Line = { step: { kind: "survey" }, answer: survey({ lease: leaseFacts() }) };
    expect(play(repair(order), [here, here, notHeld, other, asks])).toEqual({
      kind: "failed",
      reason:
        "nfs1 was not repaired on host1: host2 has its lease: make sure that it does not run there too (host2 answers, so it is not dead).",
    });
  });

  it("takes the lease of a host that is dead by all evidence for a guest that runs here", () => {
    const here = reports({ presence: present() });
    const other = sees({ kind: "owned", version: 6, owner: "host2" });
    const dead: Line = {
      step: { kind: "survey" },
      answer: survey({
        answers: { host2: silent() },
        membership: new Map([["host2", "gone"]]),
        confirmedDead: ["host2"],
        lease: leaseFacts(undefined, undefined, { host2: "dead" }),
      }),
    };
    const takes: Line = {
      step: { kind: "acquire", version: 6, from: "host2" },
      answer: { kind: "acquired", version: 7 },
    };
    expect(play(repair(order), [here, here, notHeld, other, dead, takes]).kind).toBe("done");
  });

  it("keeps the lease of a guest that somebody renamed: its disks tell", () => {
    const use = {
      disk: "/dev/SAN/nfs1",
      wanted: "write",
      user: "domain nfs1-test",
      access: "write",
    } as const;
    const renamed = reports({ uses: { kind: "known", uses: [use] } });
    expect(play(repair(order), [renamed, renamed])).toEqual({
      kind: "failed",
      reason: "nfs1 was not repaired on host1: domain nfs1-test on host1 has its disk /dev/SAN/nfs1.",
    });
  });

  it("gives up the lease of a guest that is gone", () => {
    expect(play(repair(order), [reports(), reports(), ...releases])).toEqual({
      kind: "done",
      text: "nfs1 does not run on host1; nothing is left to repair.",
    });
  });

  it("gives up what this host had of the lease before its reboot", () => {
    const again: Line = { step: { kind: "acquire", version: 5 }, answer: { kind: "acquired", version: 6 } };
    const release: Line = { step: { kind: "release" }, answer: { kind: "released", version: 6 } };
    expect(play(repair(order), [reports(), reports(), notHeld, own, again, release]).kind).toBe("done");
  });

  it("does not let a guest go on that somebody paused by hand", () => {
    const here = reports({ presence: present("paused") });
    expect(play(repair(order), [here, here, held])).toEqual({
      kind: "done",
      text: "nfs1 is on host1 as domain 5 (paused); let it go on by hand, or destroy it with xensan stop --force.",
    });
  });
});

describe("a guest that was paused when its lease was lost", () => {
  const here = reports({ presence: present("paused") });
  const asks: Line = {
    step: { kind: "survey" },
    answer: survey({ answers: { host1: says({ presence: present("paused") }) }, lease: leaseFacts() }),
  };
  const closesOwn: Line = { step: { kind: "close-operation", id: "0d4c" }, answer: undefined };

  it("goes on when nobody had the lease since", () => {
    const goesOn = { step: { kind: "unpause", domid: 5 }, answer: done } as const;
    const script = [
      ...[here, here, orphaned, opens, asks, orphaned, own, claims, held, goesOn, looks(), held],
      ...[reports({ presence: present() }), closesOwn],
    ];
    expect(play(repair(order), script).kind).toBe("done");
  });

  it("stays paused when another host had the lease since", () => {
    const other = sees({ kind: "free", version: 7, lastOwner: "host2" });
    const script = [here, here, notHeld, opens, asks, notHeld, other, closesOwn];
    expect(play(repair(order), script)).toEqual({
      kind: "failed",
      reason:
        "nfs1 was not repaired on host1: host2 had its lease since, so what is paused on host1 is outdated: destroy it with xensan stop --force.",
    });
  });

  it("is left while xl is still at work on an earlier attempt", () => {
    const continuation = { kind: "continuation", ...begun } as const;
    const busy = says({
      presence: present("paused"),
      busy: ["xl unpause (pid 101)"],
      open: left(continuation),
    });
    const script: Line[] = [
      reports({ presence: present("paused"), open: left(continuation) }),
      { step: { kind: "survey" }, answer: survey({ answers: { host1: busy }, lease: leaseFacts() }) },
    ];
    expect(play(repair(order), script)).toEqual({
      kind: "unfinished",
      reason:
        "xl unpause (pid 101) is still at work on host1; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("stays paused while another host may run the guest", () => {
    const dark: Line = {
      step: { kind: "survey" },
      answer: survey({
        answers: { host1: says({ presence: present("paused") }), host2: silent() },
        lease: leaseFacts(),
      }),
    };
    expect(play(repair(order), [here, here, orphaned, opens, dark, closesOwn])).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("host2 does not answer"),
    });
  });
});

describe("a repair of what was cut off", () => {
  it("keeps a guest whose start was cut off after it ran", () => {
    const begin = left({ kind: "start", ...begun });
    const here = reports({ presence: present(), open: begin });
    expect(play(repair(order), [here, closes, reports({ presence: present() }), held]).kind).toBe("done");
  });

  it("leaves what a start created or found paused, because nobody can tell which", () => {
    const paused = present("paused");
    const here = reports({ presence: paused, open: left({ kind: "start", ...begun }) });
    expect(play(repair(order), [here, closes, reports({ presence: paused }), held])).toEqual({
      kind: "done",
      text: "nfs1 is on host1 as domain 5 (paused); let it go on by hand, or destroy it with xensan stop --force.",
    });
  });

  it("waits for xl", () => {
    const here = reports({ busy: ["xl create (pid 900)"], open: left({ kind: "start", ...begun }) });
    expect(play(repair(order), [here])).toEqual({
      kind: "unfinished",
      reason:
        "xl create (pid 900) is still at work on host1; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("ends a stop after which the guest is gone", () => {
    const here = reports({ open: left({ kind: "stop", ...begun }) });
    expect(play(repair(order), [here, ...releases, closes]).kind).toBe("done");
  });

  it("finishes a hand-over whose source is gone", () => {
    const departure = { kind: "departure", ...begun, destination: "host2" } as const;
    const arrival = { kind: "arrival", ...begun, source: "host1", claim: 5 } as const;
    const ends: Line = {
      step: { kind: "survey" },
      answer: survey({
        answers: {
          host2: says({ presence: present("paused"), open: { operation: arrival, active: false } }),
        },
        lease: leaseFacts(),
      }),
    };
    const takes: Line = {
      step: { kind: "tell", host: "host2", message: { kind: "take", id: "77", claim: 5 } },
      answer: { kind: "done" },
    };
    const script = [reports({ open: left(departure) }), ends, gone, ...releases, takes, closes];
    expect(play(repair(order), script)).toEqual({ kind: "done", text: "nfs1 runs on host2." });
  });

  it("has the destination close its end before its own where the guest runs there", () => {
    const departure = { kind: "departure", ...begun, destination: "host2" } as const;
    const arrival = { kind: "arrival", ...begun, source: "host1", claim: 5 } as const;
    const runs = says({ presence: present(), open: { operation: arrival, active: false } });
    const survives: Line = {
      step: { kind: "survey" },
      answer: survey({ answers: { host2: runs }, lease: leaseFacts() }),
    };
    const take = (answer: Reply) => tells("host2", { kind: "take", id: "77" }, answer);
    const script = [reports({ open: left(departure) }), survives, gone];
    expect(play(repair(order), [...script, take({ kind: "done" }), ...releases, closes])).toEqual({
      kind: "done",
      text: "nfs1 runs on host2.",
    });
    const refusal = { kind: "refused", reason: "xl create (pid 812) is still at work on host2" } as const;
    expect(play(repair(order), [...script, take(refusal)])).toEqual({
      kind: "unfinished",
      reason:
        "nfs1 runs on host2, which did not close its end of the move: xl create (pid 812) is still at work on host2; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("disowns a copy that a dead destination may have, before its source goes on", () => {
    const departure = { kind: "departure", ...begun, destination: "host2" } as const;
    const dead: Line = {
      step: { kind: "survey" },
      answer: survey({
        answers: { host1: says({ presence: present("suspended") }), host2: silent() },
        membership: new Map([["host2", "gone"]]),
        confirmedDead: ["host2"],
        lease: leaseFacts(undefined, undefined, { host2: "dead" }),
      }),
    };
    const renews: readonly Line[] = [
      held,
      { step: { kind: "release" }, answer: { kind: "released", version: 5 } },
      { step: { kind: "acquire", version: 5 }, answer: { kind: "acquired", version: 6 } },
    ];
    const disowns: Line = {
      step: { kind: "rename-operation", id: "77", as: "77:disowned" },
      answer: undefined,
    };
    const goesOn: Line = { step: { kind: "resume", domid: 5 }, answer: done };
    const script = [
      reports({ open: left(departure) }),
      dead,
      ...renews,
      disowns,
      held,
      goesOn,
      looks(),
      held,
    ];
    const closesIt: Line = { step: { kind: "close-operation", id: "77:disowned" }, answer: undefined };
    const here = reports({ presence: present() });
    expect(play(repair(order), [...script, closesIt, here, held]).kind).toBe("done");
  });

  it("is done with a disowned copy when the source has gone on and is gone: it never takes it for the guest", () => {
    const departure = { kind: "departure", ...begun, id: "77:disowned", destination: "host2" } as const;
    const arrival = { kind: "arrival", ...begun, source: "host1", claim: 5 } as const;
    const ends: Line = {
      step: { kind: "survey" },
      answer: survey({
        answers: {
          host2: says({ presence: present("paused"), open: { operation: arrival, active: false } }),
        },
        lease: leaseFacts(),
      }),
    };
    const cancels: Line = {
      step: { kind: "tell", host: "host2", message: { kind: "cancel", id: "77:disowned" } },
      answer: { kind: "done" },
    };
    const closesIt: Line = { step: { kind: "close-operation", id: "77:disowned" }, answer: undefined };
    const script = [reports({ open: left(departure) }), ends, cancels, gone, ...releases, closesIt];
    expect(play(repair(order), script)).toEqual({
      kind: "done",
      text: "nfs1 runs neither on host1 nor on host2.",
    });
  });

  const departure = { kind: "departure", ...begun, destination: "host2" } as const;
  const calledOff = (reply: Reply): Line => tells("host2", { kind: "cancel", id: "77" }, reply);
  const stays: Line = {
    step: { kind: "survey" },
    answer: survey({ answers: { host1: says({ presence: present() }) }, lease: leaseFacts() }),
  };
  const busy = { kind: "refused", reason: "xl migrate-receive (pid 9) is still at work on host2" } as const;

  it("of a guest that stays waits until the destination has closed its end too", () => {
    const here = reports({ presence: present(), open: left(departure) });
    const script = [here, stays, calledOff(busy), waits, calledOff(done), closes];
    expect(play(repair(order), [...script, reports({ presence: present() }), held]).kind).toBe("done");
  });

  it("of a guest that stays is not at its end while the destination cannot close its own, and is where it is silent", () => {
    const here = reports({ presence: present(), open: left(departure) });
    const again = Array.from({ length: 4 }, () => [waits, calledOff(busy)]).flat();
    expect(play(repair(order), [here, stays, calledOff(busy), ...again])).toEqual({
      kind: "unfinished",
      reason:
        "nfs1 stays on host1, and host2 cannot close its end of the move yet: xl migrate-receive (pid 9) is still at work on host2; " +
        "host1 has it on record: after that, run xensan repair nfs1 there.",
    });
    const silence = calledOff({ kind: "silent", reason: "connection reset" });
    const script = [here, stays, silence, closes, reports({ presence: present() }), held];
    expect(play(repair(order), script).kind).toBe("done");
  });

  it("on the destination leaves the decision to a source that answers", () => {
    const arrival = { kind: "arrival", ...begun, source: "host2", claim: 5 } as const;
    const departure = { kind: "departure", ...begun, destination: "host1" } as const;
    const answers = {
      host1: says({ presence: present("paused"), open: left(arrival) }),
      host2: says({ open: { operation: departure, active: false } }),
    };
    const script: Line[] = [
      reports({ presence: present("paused"), open: left(arrival) }),
      { step: { kind: "survey" }, answer: survey({ answers, lease: leaseFacts() }) },
    ];
    expect(play(repair(order), script)).toEqual({
      kind: "unfinished",
      reason:
        "its migration is host2's: run xensan repair nfs1 on host2; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("on the destination does away with a copy that its source gave up", () => {
    const arrival = { kind: "arrival", ...begun, source: "host2", claim: 5 } as const;
    const answers = { host1: says({ presence: present("paused"), open: left(arrival) }) };
    const script: Line[] = [
      reports({ presence: present("paused"), open: left(arrival) }),
      { step: { kind: "survey" }, answer: survey({ answers, lease: leaseFacts() }) },
      { step: { kind: "destroy", domid: 5 }, answer: done },
      gone,
      ...releases,
      closes,
    ];
    expect(play(repair(order), script)).toEqual({ kind: "done", text: "Nothing of nfs1 is left on host1." });
  });
});
