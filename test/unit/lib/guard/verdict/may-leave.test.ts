import { describe, expect, it } from "vitest";
import type { HostAnswer, LeaseFacts } from "../../../../../lib/guard/facts.ts";
import { mayLeave } from "../../../../../lib/guard/verdict/may-leave.ts";
import { leaseFacts, present, says, silent, survey } from "../surveys.ts";

/** May nfs1 leave host1, where it runs, for host2? */
function verdict(answers: Readonly<Record<string, HostAnswer>> = {}, lease?: LeaseFacts) {
  const facts = survey({
    answers: { host1: says({ presence: present() }), ...answers },
    ...(lease === undefined ? {} : { lease }),
  });
  return mayLeave({ survey: facts, on: "host2", from: "host1", id: "0d4c" });
}

const owned = { kind: "owned", version: 4, owner: "host1" } as const;

describe("a guest may leave", () => {
  it("where it runs, for a host that has nothing of it", () => {
    expect(verdict()).toEqual({ kind: "allow" });
  });

  it("with its lease held", () => {
    expect(verdict({}, leaseFacts(owned, { kind: "held", version: 4, holder: 800 }))).toEqual({
      kind: "allow",
    });
  });
});

describe("a guest may not leave", () => {
  it("a host where it is not", () => {
    expect(verdict({ host1: says() })).toEqual({ kind: "refuse", reason: "it does not run on host1" });
  });

  it("while it does not execute", () => {
    expect(verdict({ host1: says({ presence: present("paused") }) })).toEqual({
      kind: "refuse",
      reason: "it does not run on host1, it is paused: let it go on, or stop it",
    });
  });

  it("in the middle of another migration", () => {
    expect(verdict({ host1: says({ presence: present("running", { role: "leaving" }) }) })).toEqual({
      kind: "refuse",
      reason: "host1 has what another migration left: run xensan repair nfs1 there",
    });
  });

  it("for a host that has a domain of its name, or does not answer", () => {
    expect(verdict({ host2: says({ presence: present("paused", { domid: 9 }) }) })).toEqual({
      kind: "refuse",
      reason: "it is on host2 already, as domain 9 (paused)",
    });
    expect(verdict({ host2: silent() }).kind).toBe("unknown");
  });

  it("while a third host may run it, which a lease that its own host holds rules out", () => {
    expect(verdict({ host3: silent() }).kind).toBe("unknown");
    expect(
      verdict({ host3: silent() }, leaseFacts(owned, { kind: "unknown", reason: "sanlock hangs" })).kind,
    ).toBe("unknown");
    const held = leaseFacts(owned, { kind: "held", version: 4, holder: 800 });
    expect(verdict({ host3: silent() }, held)).toEqual({ kind: "allow" });
    expect(verdict({ host3: says({ presence: present() }) }, held).kind).toBe("refuse");
    expect(verdict({ host2: silent() }, held).kind).toBe("unknown");
  });

  it.each([
    ["not-held", "it runs on host1 without its lease: run xensan repair nfs1 on host1 first"],
    ["orphaned", "it runs on host1 without its lease: run xensan repair nfs1 on host1 first"],
  ] as const)("while its lease is %s", (kind, reason) => {
    const holding = kind === "orphaned" ? { kind, version: 4 } : { kind };
    expect(verdict({}, leaseFacts(owned, holding))).toEqual({ kind: "refuse", reason });
  });

  it("while the daemon of the leases does not answer", () => {
    const holding = { kind: "unknown", reason: "sanlock does not answer" } as const;
    expect(verdict({}, leaseFacts(owned, holding))).toEqual({
      kind: "unknown",
      reason: "host1 cannot say whether it has its lease: sanlock does not answer",
    });
  });
});
