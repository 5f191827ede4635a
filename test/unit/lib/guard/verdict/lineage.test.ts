import { describe, expect, it } from "vitest";
import { fitOf, type Lineage } from "../../../../../lib/guard/verdict/lineage.ts";

const told: Lineage = { here: "host2", source: "host1", version: 4, fromTheDead: false };
const found: Lineage = { ...told, fromTheDead: true };
const fits = { kind: "fits" };

describe("a copy is the guest", () => {
  it("when its source gave the claim up under the number that it says", () => {
    expect(fitOf({ kind: "free", version: 4, lastOwner: "host1" }, told)).toEqual(fits);
  });

  it.each([
    { kind: "owned", version: 5, owner: "host2" },
    { kind: "owned", version: 4, owner: "host2" },
    { kind: "free", version: 6, lastOwner: "host2" },
  ] as const)("when this host took the claim over already ($kind, $version)", (view) => {
    expect(fitOf(view, told)).toEqual(fits);
    expect(fitOf(view, found)).toEqual(fits);
  });

  it("when its dead source has the claim still, or gave it up, under the noted number", () => {
    expect(fitOf({ kind: "owned", version: 4, owner: "host1" }, found)).toEqual(fits);
    expect(fitOf({ kind: "free", version: 4, lastOwner: "host1" }, found)).toEqual(fits);
  });
});

describe("a copy is outdated", () => {
  it.each([
    { kind: "owned", version: 5, owner: "host3" },
    { kind: "free", version: 5, lastOwner: "host3" },
    // Whatever number its source was told.
    { kind: "free", version: 4, lastOwner: "host3" },
  ] as const)("when a third host had the claim last ($kind, $version)", (view) => {
    const outdated = {
      kind: "outdated",
      reason: "host3 took its lease anew after the copy was made, so the copy is outdated",
    };
    expect(fitOf(view, told)).toEqual(outdated);
    expect(fitOf(view, found)).toEqual(outdated);
  });

  it("when its dead source took the claim anew: its guest may have gone on", () => {
    expect(fitOf({ kind: "owned", version: 5, owner: "host1" }, found).kind).toBe("outdated");
    expect(fitOf({ kind: "free", version: 5, lastOwner: "host1" }, found).kind).toBe("outdated");
  });
});

describe("nobody can tell", () => {
  it.each([
    [{ kind: "unknown", reason: "the lease volume is missing" }, "the lease volume is missing"],
    [{ kind: "free", version: 0, lastOwner: undefined }, "nobody had its lease"],
    [{ kind: "owned", version: 4, owner: "host1" }, "host1 has not given its lease up"],
    [{ kind: "free", version: 5, lastOwner: "host1" }, "its lease has the number 5 and not 4"],
  ] as const)("from %o", (view, reason) => {
    expect(fitOf(view, told)).toEqual({ kind: "unclear", reason });
  });
});
