import { describe, expect, test } from "vitest";
import { makeTally } from "../story/tally.ts";
import { addDomain, type ModelDomain, removeDomain } from "../world/domains.ts";
import { hostNamed, makeWorld, roomOf, type World } from "../world/world.ts";
import { watch } from "./watch.ts";

function worldWith(leased: boolean, ...domains: readonly (Partial<ModelDomain> & { on: string })[]) {
  const world = makeWorld(leased, makeTally());
  const [guest] = world.guests;
  if (guest === undefined) throw new Error("no guest");
  for (const { on, ...more } of domains) addDomain(hostNamed(world, on), guest, more);
  return { world, guest };
}

function sentence({ broken }: World): string | undefined {
  return broken === undefined ? undefined : `${broken.invariant}: ${broken.sentence}`;
}

describe("the invariants", () => {
  test("allow a guest that runs once beside a copy that waits", () => {
    const { world, guest } = worldWith(false, { on: "host1" }, { on: "host2", paused: true, copy: true });
    roomOf(hostNamed(world, "host2"), guest).open = {
      kind: "arrival",
      id: "1",
      guest: "nfs1",
      sinceMs: 1,
      source: "host1",
      claim: undefined,
    };
    watch(world);
    expect(sentence(world)).toBeUndefined();
  });

  test("count a mount in dom0 as a writer", () => {
    const { world, guest } = worldWith(false, { on: "host1" });
    roomOf(hostNamed(world, "host3"), guest).mounted = true;
    watch(world);
    expect(sentence(world)).toBe(
      "one writer: nfs1's disks have two writers: domain 1 (nfs1) on host1 and dom0 of host3.",
    );
  });

  test("see a copy run whose disks were written since", () => {
    const { world, guest } = worldWith(false, { on: "host1" });
    watch(world);
    const old = addDomain(hostNamed(world, "host2"), guest, { paused: true, memory: guest.writes });
    watch(world);
    const [domain] = hostNamed(world, "host1").domains;
    if (domain !== undefined) domain.paused = true;
    old.paused = false;
    watch(world);
    expect(sentence(world)).toBe(
      "no stale copy ever runs: domain 1 (nfs1) on host2 runs, and nfs1's disks were written by another one since its memory was taken.",
    );
  });

  test("see a guest run without its lease, unless somebody started it by hand", () => {
    const { world } = worldWith(true, { on: "host1", ours: false });
    watch(world);
    expect(sentence(world)).toBeUndefined();
    const second = worldWith(true, { on: "host1" });
    watch(second.world);
    expect(sentence(second.world)).toBe(
      "who runs holds the lease: domain 1 (nfs1) runs on host1, and the lease is nobody's.",
    );
  });

  test("see a source that stands still with nothing open", () => {
    const { world } = worldWith(false, { on: "host1", suspended: true });
    watch(world);
    expect(sentence(world)).toBe(
      "no lost journal: host1 has domain 1 (nfs1) of a migration, a source that stands still, and nothing is open there.",
    );
  });

  test("see the last domain that was the guest go without an order", () => {
    const { world } = worldWith(false, { on: "host1" });
    watch(world);
    const [domain] = hostNamed(world, "host1").domains;
    if (domain !== undefined) removeDomain(world, hostNamed(world, "host1"), domain, "nobody ordered it");
    expect(sentence(world)).toBe(
      "no needless loss: nfs1 was lost: the last domain that was the guest, 1 (nfs1) on host1, is gone, and nobody ordered that.",
    );
  });
});
