import { describe, expect, it } from "vitest";
import type { HostAnswer, LeaseFacts, Standing } from "../../../../../lib/guard/facts.ts";
import type { SignOfLife } from "../../../../../lib/guard/lease.ts";
import { mayBreak } from "../../../../../lib/guard/verdict/may-break.ts";
import { departure } from "../operations.ts";
import { busyWith, leaseFacts, present, says, silent, survey } from "../surveys.ts";

/** May host1 free what host2 has, which is off by all evidence? */
function verdict(
  own: HostAnswer,
  {
    host2 = silent(),
    host3 = says(),
    sign = "dead",
    confirmedDead = ["host2"],
    standing = "member",
  }: {
    readonly host2?: HostAnswer;
    readonly host3?: HostAnswer;
    readonly sign?: SignOfLife;
    readonly confirmedDead?: readonly string[];
    readonly standing?: Standing;
  } = {},
) {
  const owned = { kind: "owned", version: 5, owner: "host2" } as const;
  const lease: LeaseFacts = leaseFacts(owned, { kind: "not-held" }, { host2: sign, host3: sign });
  const facts = survey({
    answers: { host1: own, host2, host3 },
    membership: new Map([
      ["host1", "member"],
      ["host2", "gone"],
      ["host3", standing],
    ]),
    confirmedDead,
    lease,
  });
  return mayBreak(facts, "host2");
}

describe("a dead host's claim may be freed", () => {
  it("where no host has anything of the guest", () => {
    expect(verdict(says())).toEqual({ kind: "allow" });
  });
});

describe("a claim may not be freed", () => {
  it("of a host that lives, or may live", () => {
    expect(verdict(says(), { host2: says() }).kind).toBe("refuse");
    expect(verdict(says(), { sign: "unknown" }).kind).toBe("refuse");
  });

  // What was paused here when its lease was lost would count as the guest, and the dead host has written since.
  it.each(["paused", "running", "suspended", "crashed"] as const)("from a host where it is %s", (state) => {
    expect(verdict(says({ presence: present(state) }))).toEqual({
      kind: "refuse",
      reason:
        "something of nfs1 is on host1, and it may be older than the disks, or the guest itself: run xensan repair nfs1 --confirm-dead host2 there first",
    });
  });

  it("while a third host has something of it, or may have", () => {
    expect(verdict(says(), { host3: says({ presence: present("paused") }) }).kind).toBe("refuse");
    expect(verdict(says(), { host3: silent() })).toEqual({
      kind: "unknown",
      reason:
        "host3 may have something of it (connection timed out): bring host3 back, or switch it off and say --confirm-dead host3",
    });
    const gone = { host3: silent(), confirmedDead: ["host2", "host3"] };
    expect(verdict(says(), gone).kind).toBe("unknown");
    expect(verdict(says(), { ...gone, standing: "gone" })).toEqual({ kind: "allow" });
  });

  it("from a host where something of it is unfinished, or at work", () => {
    expect(verdict(busyWith(departure("0d4c", "host3"))).kind).toBe("refuse");
    expect(verdict(says({ busy: ["xl restore (pid 812)"] }))).toEqual({
      kind: "refuse",
      reason: "xl restore (pid 812) is still at work on host1",
    });
  });

  it("from a host that does not know what it has", () => {
    expect(verdict(silent("its journal cannot be read")).kind).toBe("unknown");
    expect(verdict(says({ presence: { kind: "unknown", reason: "xl hangs" } })).kind).toBe("unknown");
  });
});
