import { describe, expect, it } from "vitest";
import { migrate } from "../../../../../lib/guard/programs/migrate.ts";
import type { Turn } from "../../../../../lib/guard/step.ts";
import { absent, leaseFacts, present, says, silent, survey } from "../surveys.ts";
import {
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
  tells,
  waits,
} from "./play.ts";

const arrival = {
  kind: "arrival",
  id: "0d4c",
  guest: "nfs1",
  sinceMs: 0,
  source: "host1",
  claim: 5,
} as const;
const lease = leaseFacts(
  { kind: "owned", version: 5, owner: "host1" },
  { kind: "held", version: 5, holder: 800 },
);
const open = { operation: arrival, active: false };

function ends(source: ReturnType<typeof present> | typeof absent, copy: typeof source): Line {
  const answers = { host1: says({ presence: source }), host2: says({ presence: copy, open }) };
  return { step: { kind: "survey" }, answer: survey({ answers, lease }) };
}

const prepares = tells("host2", { kind: "prepare", id: "0d4c", claim: 5 }, { kind: "done" });
const cancels = (reply = { kind: "done" } as const) => tells("host2", { kind: "cancel", id: "0d4c" }, reply);
const before = [opens, held, prepares, ends(present(), absent)];
const turn = (answer: Turn): Line => ({ step: { kind: "await-turn" }, answer });
const atOnce = turn({ kind: "at-once" });
/** Up to the toolstack's turn. */
const ready = [...before, atOnce, held];
const moves: Line = {
  step: { kind: "migrate", domid: 5, destination: "host2" },
  answer: { kind: "said-done" },
};
const breaks: Line = {
  step: { kind: "migrate" },
  answer: { kind: "said-failed", suggests: "unclear", reason: "xl migrate ended with exit code 1" },
};
const takes = (reply: typeof done | { kind: "silent"; reason: string } = done) =>
  tells("host2", { kind: "take", id: "0d4c", claim: 5 }, reply);
const copy = present("paused", { domid: 9 });
const nothing = glances({ presence: absent });
const threeTimes = (line: Line) => Array.from({ length: 3 }, () => line);
const release: Line = { step: { kind: "release" }, answer: { kind: "released", version: 5 } };

describe("a migration", () => {
  it("hands the lease over while the copy waits, and only when the source is gone", () => {
    const script = [...ready, moves, nothing, release, takes(), closes];
    expect(play(migrate(order, "host2"), script)).toEqual({ kind: "done", text: "nfs1 runs on host2." });
  });

  it.each([
    ["something of the guest is left", { presence: present("suspended") }],
    ["it cannot be looked for", { presence: { kind: "unknown", reason: "xl list hung" } }],
    ["something is at work with it", { presence: absent, busy: ["xl create (pid 812)"] }],
    ["it is not known who has its disks", { presence: absent, uses: { kind: "unknown", reason: "?" } }],
    [
      "its disk is in use",
      {
        presence: absent,
        uses: {
          kind: "known",
          uses: [{ disk: "/dev/evms/san2/nfs1", wanted: "write", user: "a mount on /mnt", access: "write" }],
        },
      },
    ],
  ] as const)("gives nothing up by three glances, and looks at both ends, where %s", (_, seen) => {
    const script = [...ready, moves, ...threeTimes(glances(seen)), ends(present(), absent)];
    expect(play(migrate(order, "host2"), [...script, cancels(), closes]).kind).toBe("failed");
  });

  it("glances again where something was just ending", () => {
    const another = { kind: "unknown", reason: "domain web1 goes at this moment" } as const;
    const confused = [glances({ presence: absent, uses: another }), glances({ presence: present("dying") })];
    const script = [...ready, moves, ...confused, nothing, release, takes(), closes];
    expect(play(migrate(order, "host2"), script).kind).toBe("done");
  });

  it("stays on record where the lease was not given up", () => {
    const keeps: Line = { step: { kind: "release" }, answer: { kind: "failed", reason: "sanlock hangs" } };
    expect(play(migrate(order, "host2"), [...ready, moves, nothing, keeps])).toEqual({
      kind: "unfinished",
      reason: "nfs1: sanlock hangs; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("gives no lease up where there are none", () => {
    const unleased = { ...order, leased: false };
    const tells = (message: "prepare" | "take"): Line => ({
      step: { kind: "tell", host: "host2", message: { kind: message, id: "0d4c", claim: undefined } },
      answer: done,
    });
    const asks: Line = {
      step: { kind: "survey" },
      answer: survey({ answers: { host1: says({ presence: present() }), host2: says({ open }) } }),
    };
    const script = [opens, looks(), tells("prepare"), asks, atOnce, moves, nothing, tells("take"), closes];
    expect(play(migrate(unleased, "host2"), script)).toMatchObject({ kind: "done" });
  });

  it("does not begin where the lease was lost since everybody was asked", () => {
    const lost: Line = { step: { kind: "holding" }, answer: { kind: "orphaned", version: 5 } };
    expect(play(migrate(order, "host2"), [...before, atOnce, lost, cancels(), closes])).toEqual({
      kind: "refused",
      reason: "nfs1 was not moved from host1 to host2: its lease was lost.",
    });
  });

  it("is undone on both ends where its turn never comes", () => {
    const never = turn({ kind: "never", reason: "the time for moves was over before its turn came" });
    expect(play(migrate(order, "host2"), [...before, never, cancels(), closes])).toEqual({
      kind: "refused",
      reason: "nfs1 was not moved from host1 to host2: the time for moves was over before its turn came.",
    });
  });

  describe("that had to wait for others", () => {
    const waited = [...before, turn({ kind: "after-others" }), held];

    it("has the destination look again, and moves the domain that the guest is by now", () => {
      const rebooted = glances({ presence: present("running", { domid: 8 }) });
      const moves: Line = {
        step: { kind: "migrate", domid: 8, destination: "host2" },
        answer: { kind: "said-done" },
      };
      const script = [...waited, prepares, rebooted, held, moves, nothing, release, takes(), closes];
      expect(play(migrate(order, "host2"), script).kind).toBe("done");
    });

    it.each([
      ["is gone", { presence: absent }, "it does not run on host1"],
      ["was paused", { presence: present("paused") }, "it does not run on host1"],
      ["is rebooting", { presence: present("rebooting") }, "on host1 it is rebooting"],
      [
        "cannot be looked for",
        { presence: { kind: "unknown", reason: "xl list hung" } },
        "on host1 xl list hung",
      ],
    ] as const)("is refused where its guest %s by then", (_, seen, reason) => {
      const script = [...waited, prepares, glances(seen), cancels(), closes];
      expect(play(migrate(order, "host2"), script)).toEqual({
        kind: "refused",
        reason: `nfs1 was not moved from host1 to host2: ${reason}.`,
      });
    });

    it("is refused where the destination takes nobody in any more", () => {
      const refusal = { kind: "refused", reason: "host2 is in maintenance" } as const;
      const script = [...waited, tells("host2", { kind: "prepare" }, refusal), cancels(), closes];
      expect(play(migrate(order, "host2"), script)).toEqual({
        kind: "refused",
        reason: "nfs1 was not moved from host1 to host2: host2 is in maintenance.",
      });
    });

    it("is refused where its lease was lost", () => {
      const lost: Line = { step: { kind: "holding" }, answer: { kind: "orphaned", version: 5 } };
      const script = [...waited, prepares, glances({ presence: present() }), lost, cancels(), closes];
      expect(play(migrate(order, "host2"), script)).toMatchObject({
        kind: "refused",
        reason: "nfs1 was not moved from host1 to host2: its lease was lost.",
      });
    });
  });

  it("looks again while the source is just going away", () => {
    const script = [
      ...[...ready, moves, ...threeTimes(glances({ presence: present("dying", { role: "left" }) }))],
      ...[ends(present("dying", { role: "left" }), copy), waits],
      ...[ends(absent, copy), gone, ...releases, takes(), closes],
    ];
    expect(play(migrate(order, "host2"), script).kind).toBe("done");
  });

  it("that Xen called failed is a success where the copy is complete", () => {
    const script = [...ready, breaks, ends(absent, copy), gone, ...releases, takes(), closes];
    expect(play(migrate(order, "host2"), script).kind).toBe("done");
  });

  it("that breaks off leaves the guest where it runs", () => {
    const script = [...ready, breaks, ends(present(), absent), cancels(), closes];
    expect(play(migrate(order, "host2"), script)).toEqual({
      kind: "failed",
      reason: "nfs1 was not moved to host2 (xl migrate ended with exit code 1): nfs1 stays on host1.",
    });
  });

  it("that left the source suspended lets it go on once the destination has given its copy up", () => {
    const partial = present("paused", { role: "arriving", domid: 9 });
    const resumes: Line = { step: { kind: "resume", domid: 5 }, answer: done };
    const script = [
      ...[...ready, breaks, ends(present("suspended"), partial), cancels(), held],
      ...[held, resumes, looks(), held, closes],
    ];
    expect(play(migrate(order, "host2"), script)).toEqual({
      kind: "failed",
      reason: "nfs1 was not moved to host2 (xl migrate ended with exit code 1): nfs1 runs on host1 again.",
    });
  });

  it("keeps the suspended source while its lease cannot be had for reasons of this host alone", () => {
    const notHeld: Line = { step: { kind: "holding" }, answer: { kind: "not-held" } };
    const own: Line = { step: { kind: "view-lease" }, answer: { kind: "owned", version: 5, owner: "host1" } };
    const refuses: Line = {
      step: { kind: "acquire" },
      answer: { kind: "refused", reason: "this host has not joined in time; try again" },
    };
    const script = [...ready, breaks, ends(present("suspended"), absent), cancels(), notHeld, own, refuses];
    expect(play(migrate(order, "host2"), script)).toEqual({
      kind: "unfinished",
      reason:
        "nfs1 (xl migrate ended with exit code 1): this host has not joined in time; try again; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("stays on record on both ends while nobody can tell", () => {
    const dark: Line = {
      step: { kind: "survey" },
      answer: survey({
        answers: { host1: says({ presence: present("suspended") }), host2: silent() },
        lease,
      }),
    };
    const script = [...ready, breaks, dark, waits, dark, waits, dark, waits, dark, waits, dark];
    expect(play(migrate(order, "host2"), script)).toEqual({
      kind: "unfinished",
      reason:
        "nfs1 (xl migrate ended with exit code 1): host2 does not answer (connection timed out): bring host2 back, or switch it off and say --confirm-dead host2; host1 has it on record: after that, run xensan repair nfs1 there.",
    });
  });

  it("tells the destination again, which alone can let the guest go on, and stays on record when it does not say so", () => {
    const lost = takes({ kind: "silent", reason: "connection reset" });
    const script = [...ready, moves, nothing, release, lost, waits, lost, waits];
    expect(play(migrate(order, "host2"), [...script, takes(), closes]).kind).toBe("done");
    expect(play(migrate(order, "host2"), [...script, lost])).toEqual({
      kind: "unfinished",
      reason: expect.stringContaining("host2 did not take nfs1 over: connection reset"),
    });
  });

  it("is refused, and undone on both ends, when the destination does not prepare", () => {
    const refusal = { kind: "refused", reason: "a start of nfs1 is under way there" } as const;
    const script = [opens, held, tells("host2", { kind: "prepare" }, refusal), cancels(), closes];
    expect(play(migrate(order, "host2"), script)).toEqual({
      kind: "refused",
      reason: "nfs1 was not moved from host1 to host2: a start of nfs1 is under way there.",
    });
  });

  it("is refused, and undone on both ends, while a third host may run the guest", () => {
    const answers = { host1: says({ presence: present() }), host2: says({ open }), host3: silent() };
    const asks: Line = { step: { kind: "survey" }, answer: survey({ answers }) };
    const unleased = { ...order, leased: false };
    const tells: Line = {
      step: { kind: "tell", host: "host2", message: { kind: "prepare", id: "0d4c", claim: undefined } },
      answer: done,
    };
    const ending = play(migrate(unleased, "host2"), [opens, looks(), tells, asks, cancels(), closes]);
    expect(ending).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("host3 does not answer"),
    });
  });

  it("is refused where the guest is not, before the destination hears of it: it may be rebooting there", () => {
    const unleased = { ...order, leased: false };
    expect(play(migrate(unleased, "host2"), [opens, looks(absent), closes])).toEqual({
      kind: "refused",
      reason: "nfs1 was not moved from host1 to host2: it does not run on host1.",
    });
    const unknown = { kind: "unknown", reason: "xl list -v did not answer in 10 s" } as const;
    expect(play(migrate(unleased, "host2"), [opens, looks(unknown), closes]).kind).toBe("refused");
  });

  it("says where the destination may have something of it left on record", () => {
    const lost = { kind: "silent", reason: "the connection to it was lost" } as const;
    const script = [
      opens,
      held,
      tells("host2", { kind: "prepare" }, lost),
      tells("host2", { kind: "cancel" }, lost),
    ];
    const reason =
      "nfs1 was not moved from host1 to host2: the connection to it was lost. Run xensan repair nfs1 on host2 as well, when it answers.";
    expect(play(migrate(order, "host2"), [...script, closes])).toEqual({ kind: "refused", reason });
    // What it was told first may come to it last.
    const late = [...script.slice(0, -1), tells("host2", { kind: "cancel" }, done), closes];
    expect(play(migrate(order, "host2"), late)).toEqual({ kind: "refused", reason });
  });

  it("is refused for a guest without its lease", () => {
    const orphaned: Line = { step: { kind: "holding" }, answer: { kind: "orphaned", version: 5 } };
    expect(play(migrate(order, "host2"), [opens, orphaned, closes])).toEqual({
      kind: "refused",
      reason:
        "nfs1 was not moved from host1 to host2: it runs without its lease: run xensan repair nfs1 first.",
    });
  });
});
