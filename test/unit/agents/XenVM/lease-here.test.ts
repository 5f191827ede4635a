import { describe, expect, it } from "vitest";
import { leaseHere } from "../../../../agents/XenVM/lease-here.ts";
import type { Holding, Lease } from "../../../../lib/guard/lease.ts";
import { defaultLimits } from "../../../../lib/guard/limits.ts";
import { unexpected } from "./scene.ts";

function leaseSaying(holding: Holding): Lease {
  return {
    view: async () => unexpected("view"),
    lookAhead: () => unexpected("lookAhead"),
    join: async () => unexpected("join"),
    holding: async (guest, timeoutMs) => {
      expect([guest, timeoutMs]).toEqual(["nfs1", defaultLimits.viewLeaseMs]);
      return holding;
    },
    daemonHoldings: async () => unexpected("daemonHoldings"),
    signsOfLife: async () => unexpected("signs of life"),
    acquire: async () => unexpected("acquire"),
    release: async () => unexpected("release"),
  };
}

describe("Whether this host may let the guest write", () => {
  it("is not asked where there are no leases", async () => {
    expect(await leaseHere({ guest: "nfs1", limits: defaultLimits, lease: undefined })).toEqual({
      kind: "no-leases",
    });
  });

  it.each<[Holding, unknown]>([
    [{ kind: "held", version: 4, holder: 812 }, { kind: "held" }],
    [
      { kind: "orphaned", version: 4 },
      { kind: "lacking", reason: "nobody watches it: the process that holds the lease is gone" },
    ],
    [{ kind: "not-held" }, { kind: "lacking", reason: "this host does not hold it" }],
    [
      { kind: "unknown", reason: "sanlock is silent" },
      { kind: "lacking", reason: "sanlock is silent" },
    ],
  ])("by its own lease: %j", async (holding, answer) => {
    const lease = leaseSaying(holding);
    expect(await leaseHere({ guest: "nfs1", limits: defaultLimits, lease })).toEqual(answer);
  });
});
