import { describe, expect, it } from "vitest";
import type { DaemonHoldings, Holding } from "../../../../../lib/guard/lease.ts";
import { type OverviewEffects, ownOverview } from "../../../../../lib/guard/overview/own-overview.ts";
import type { Domain } from "../../../../../lib/xen/domain.ts";
import type { Listing } from "../../../../../lib/xen/presence.ts";
import { start } from "../operations.ts";

const domain = (domid: number, name: string | undefined, memoryMiB = 512): Domain => ({
  ...{ domid, name, state: "blocked", memoryMiB, vcpus: 1 },
  disks: [{ target: "/dev/SAN/nfs1", vdev: "xvda", access: "write" }],
});
const control = domain(0, "Domain-0", 640);
const info = { host: "host1", version: "4.17.7", totalMemoryMiB: 4_096, freeMemoryMiB: 1_024 };
const order = { xensan: "0.1.0", guests: ["nfs1", "web1"], memory: true, lookMs: 10_000 };

type Given = {
  readonly listing?: Listing;
  readonly info?: Awaited<ReturnType<OverviewEffects["toolstack"]["info"]>>;
  readonly held?: DaemonHoldings;
  readonly holding?: Holding;
  readonly store?: OverviewEffects["store"];
  readonly stays?: OverviewEffects["stays"];
};

/** A host with one look at each tool: a second one fails the test. */
function host(given: Given = {}): OverviewEffects {
  const once = <T>(answer: T) => {
    let asked = false;
    return async () => {
      if (asked) throw new Error("asked twice");
      asked = true;
      return answer;
    };
  };
  const { held, holding } = given;
  return {
    toolstack: {
      title: "xl",
      list: once(given.listing ?? { kind: "listed", domains: [control, domain(5, "nfs1")] }),
      info: once(given.info ?? { kind: "told", info }),
    },
    store: given.store ?? { read: () => ({ kind: "none" }) },
    activityOn: async () => ({ active: true, by: "root" }),
    closed: () => undefined,
    stays: given.stays ?? { read: () => undefined },
    lease:
      held === undefined
        ? undefined
        : {
            daemonHoldings: once(held),
            holding: async (guest) => {
              if (holding === undefined) throw new Error(`the volume was read for ${guest}`);
              return holding;
            },
          },
  };
}

describe("ownOverview", () => {
  it("has every guest, other domains and memory by one look at the toolstack, without disks", async () => {
    const listing = { kind: "listed", domains: [control, domain(5, "nfs1"), domain(6, "foreign")] } as const;
    const { disks: _, ...seen } = domain(5, "nfs1");
    expect(await ownOverview(host({ listing }), order)).toEqual({
      xensan: "0.1.0",
      toolstack: "xl",
      guests: [
        {
          guest: "nfs1",
          presence: { kind: "running", domains: [{ domain: seen, role: "itself" }] },
          ...{ open: { kind: "none" }, lease: { kind: "none" }, since: undefined },
        },
        {
          guest: "web1",
          presence: { kind: "absent" },
          ...{ open: { kind: "none" }, lease: { kind: "none" }, since: undefined },
        },
      ],
      others: { kind: "known", domains: [{ domid: 6, name: "foreign", state: "blocked", memoryMiB: 512 }] },
      memory: { kind: "known", totalMiB: 4_096, freeMiB: 1_024, controlMiB: 640 },
    });
  });

  it("knows nothing where the toolstack does not answer, and never says absent then", async () => {
    const unknown = { kind: "unknown", reason: "xl is on fire" } as const;
    const overview = await ownOverview(host({ listing: unknown, info: unknown }), order);
    expect(overview.guests.map(({ presence }) => presence)).toEqual([unknown, unknown]);
    expect([overview.others, overview.memory]).toEqual([unknown, unknown]);
  });

  it("leaves the host's memory alone where it is not asked for", async () => {
    const effects = host();
    const info = async () => Promise.reject(new Error("xl info was called"));
    const { memory } = await ownOverview(
      { ...effects, toolstack: { ...effects.toolstack, info } },
      { ...order, memory: false },
    );
    expect(memory).toEqual({ kind: "unknown", reason: "it was not asked for" });
  });

  it("says what is on record, and whether anybody is at work on it", async () => {
    const unreadable = { kind: "unreadable", reason: "web1.json is damaged" } as const;
    const store = {
      read: (guest: string) =>
        guest === "nfs1" ? ({ kind: "open", operation: start } as const) : unreadable,
    };
    const { guests } = await ownOverview(host({ store }), order);
    expect(guests.map(({ open }) => open)).toEqual([
      { kind: "open", operation: start, active: true, by: "root" },
      unreadable,
    ]);
  });

  it("takes the daemon's word for leases, and reads the volume only for a guest that is here and not in it", async () => {
    const held = { kind: "held", version: 3, holder: 812 } as const;
    const known = (entries: readonly [string, Holding][]) =>
      ({ kind: "known", holdings: new Map(entries) }) as const;
    const leases = async (given: Given) =>
      (await ownOverview(host(given), order)).guests.map(({ lease }) => lease);
    expect(await leases({ held: known([["nfs1", held]]) })).toEqual([held, { kind: "not-held" }]);
    expect(await leases({ held: known([]), holding: { kind: "orphaned", version: 3 } })).toEqual([
      { kind: "orphaned", version: 3 },
      { kind: "not-held" },
    ]);
    const unknown = { kind: "unknown", reason: "sanlock's daemon does not run" } as const;
    expect(await leases({ held: unknown })).toEqual([unknown, unknown]);
  });

  it("says since when the domain runs here that is here now", async () => {
    const asked: unknown[] = [];
    const read = (guest: string, domid: number) => {
      asked.push([guest, domid]);
      return { guest, domid, bootId: "b", sinceMs: 7, by: "a start" };
    };
    const { guests } = await ownOverview(host({ stays: { read } }), order);
    expect(guests.map(({ since }) => since)).toEqual([{ sinceMs: 7, by: "a start" }, undefined]);
    expect(asked).toEqual([["nfs1", 5]]);
  });
});
