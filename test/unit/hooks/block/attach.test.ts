import { describe, expect, it } from "vitest";
import {
  type Arriving,
  type Attach,
  mayAttach,
  mayAttachBy,
  type Standing,
} from "../../../../hooks/block/attach.ts";
import type { Holding, LeaseView } from "../../../../lib/guard/lease.ts";
import type { Operation } from "../../../../lib/guard/operation.ts";
import type { StoredOperation } from "../../../../lib/guard/operation-file.ts";
import { present, says, silent, uses } from "../../lib/guard/surveys.ts";

const about = { id: "a1", guest: "nfs1", sinceMs: 0 };
const ownedBy = (owner: string, version = 7): LeaseView => ({ kind: "owned", owner, version });
const held: Holding = { kind: "held", version: 7, holder: 900 };
const leased = (holding: Exclude<Holding, { readonly kind: "not-held" }>): Standing["lease"] => ({
  kind: "holding",
  holding,
});
const without = (view: LeaseView): Standing["lease"] => ({ kind: "not-held", view });
const claim = (view: LeaseView): Arriving["lease"] => ({ kind: "claim", view });
const open = (operation: Operation): StoredOperation => ({ kind: "open", operation });
const start = open({ ...about, kind: "start" });
const arrival = open({ ...about, kind: "arrival", source: "host1", claim: 7 });

const attach = (changes: Partial<Omit<Attach, "role" | "lease"> & Standing>): Attach => ({
  ...{ guest: "nfs1", here: "host2", role: "itself", active: false },
  open: { kind: "none" },
  lease: { kind: "none" },
  ...changes,
});
const arriving = (changes: Partial<Omit<Attach, "role" | "lease"> & Arriving>): Attach => ({
  ...{ guest: "nfs1", here: "host2", role: "arriving", staysPaused: true, open: arrival },
  lease: claim(ownedBy("host1")),
  ...changes,
});

describe("a guest under its own name, with leases", () => {
  it.each([
    ["where the lease is held and watched", attach({ lease: leased(held) })],
    ["where a start of ours has taken it", attach({ lease: leased(held), open: start, active: true })],
    ["where that start was cut off", attach({ lease: leased(held), open: start })],
  ])("gets its disk %s", (_, facts) => {
    expect(mayAttach(facts)).toEqual({ kind: "allow" });
  });

  it.each([
    ["host1 has its lease: use xensan start nfs1", without(ownedBy("host1"))],
    [
      "host2 does not have its lease: use xensan start nfs1",
      without({ kind: "free", version: 7, lastOwner: "host2" }),
    ],
    ["nothing watches its lease on host2: run xensan repair nfs1", leased({ kind: "orphaned", version: 7 })],
  ])("is refused: %s", (reason, lease) => {
    expect(mayAttach(attach({ lease }))).toEqual({ kind: "refuse", reason });
  });

  it("does not get it where nobody can say who has the lease", () => {
    const lease = leased({ kind: "unknown", reason: "sanlock's daemon does not run" });
    expect(mayAttach(attach({ lease })).kind).toBe("unknown");
    expect(mayAttach(attach({ lease, open: start, active: true })).kind).toBe("unknown");
  });

  it.each<Operation>([
    { ...about, kind: "stop" },
    { ...about, kind: "continuation" },
    { ...about, kind: "departure", destination: "host1" },
    { ...about, kind: "arrival", source: "host1", claim: 7 },
  ])(
    "is refused beside an open $kind, though the lease is held: it may be given up in a moment",
    (operation) => {
      for (const active of [true, false]) {
        const verdict = mayAttach(attach({ lease: leased(held), open: open(operation), active }));
        expect(verdict).toMatchObject({
          kind: "refuse",
          reason: expect.stringContaining("is on record on host2"),
        });
      }
    },
  );

  it("is refused beside what cannot be read", () => {
    const stored: StoredOperation = { kind: "unreadable", reason: "x cannot be understood" };
    expect(mayAttach(attach({ lease: leased(held), open: stored }))).toEqual({
      kind: "unknown",
      reason: "x cannot be understood",
    });
  });
});

describe("a copy that arrives", () => {
  it("gets its disk where its hand-over is on record and the source has the claim that it began with", () => {
    expect(mayAttach(arriving({}))).toEqual({ kind: "allow" });
    expect(mayAttach(arriving({ lease: { kind: "none" } }))).toEqual({ kind: "allow" });
  });

  it.each([
    ["no migration of nfs1 to host2 is on record", { open: { kind: "none" } }],
    ["no migration of nfs1 to host2 is on record", { open: start }],
    ["it would run as soon as it is here", { staysPaused: false }],
    ["host1 does not have its lease any more", { lease: claim(ownedBy("host1", 8)) }],
    ["host1 does not have its lease any more", { lease: claim(ownedBy("host3")) }],
    [
      "host1 does not have its lease any more",
      { lease: claim({ kind: "free", version: 7, lastOwner: "host1" }) },
    ],
  ] as const)("is refused: %s", (reason, changes: Parameters<typeof arriving>[0]) => {
    expect(mayAttach(arriving(changes))).toMatchObject({
      kind: "refuse",
      reason: expect.stringContaining(reason),
    });
  });

  it("is not let in where the lease cannot be read, or the record", () => {
    const lease = claim({ kind: "unknown", reason: "no volume" });
    expect(mayAttach(arriving({ lease })).kind).toBe("unknown");
    expect(mayAttach(arriving({ open: { kind: "unreadable", reason: "torn" } })).kind).toBe("unknown");
  });

  it.each(["left", "leaving", "zombie"] as const)("a copy that is %s gets nothing", (role) => {
    expect(mayAttach(attach({ role, open: arrival, lease: leased(held) })).kind).toBe("refuse");
  });
});

describe("without leases", () => {
  it("a start of ours that is at work has asked everybody already; one that was cut off has not", () => {
    expect(mayAttach(attach({ open: start, active: true }))).toEqual({ kind: "allow" });
    expect(mayAttach(attach({ open: start })).kind).toBe("refuse");
  });

  it("the other hosts are asked", () => {
    expect(mayAttach(attach({}))).toEqual({ kind: "ask" });
  });

  const asked = (host1: Parameters<typeof says>[0] | ReturnType<typeof silent>) =>
    mayAttachBy(
      attach({}),
      new Map([
        ["host1", host1 !== undefined && "kind" in host1 ? host1 : says(host1)],
        ["host3", says()],
      ]),
    );

  it("it is allowed where all of them answer and have nothing of it", () => {
    expect(asked({})).toEqual({ kind: "allow" });
  });

  it.each([
    ["it is there", { presence: present() }],
    ["it is unknown there", { presence: { kind: "unknown", reason: "xl hangs" } }],
    ["something is open there", { open: { operation: { ...about, kind: "start" }, active: true } }],
    ["its toolstack is at work there", { busy: ["xl create (pid 4)"] }],
  ] as const)("it is not where %s", (_, report) => {
    expect(asked(report).kind).not.toBe("allow");
  });

  it("it is not where one is silent, or somebody there has the disk", () => {
    expect(asked(silent()).kind).toBe("unknown");
    const inUse = uses({ disk: "/dev/a", wanted: "write", user: "domain web1", access: "write" });
    expect(mayAttachBy(attach({}), new Map([["host1", inUse]])).kind).toBe("refuse");
  });
});
