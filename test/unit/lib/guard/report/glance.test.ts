import { describe, expect, it } from "vitest";
import { type GlanceEffects, ownGlance } from "../../../../../lib/guard/report/glance.ts";
import type { Domain } from "../../../../../lib/xen/domain.ts";
import type { Listing } from "../../../../../lib/xen/presence.ts";

const dom0: Domain = { domid: 0, name: "Domain-0", state: "running", memoryMiB: 640, vcpus: 1 };
const nfs1: Domain = { domid: 5, name: "nfs1", state: "paused", memoryMiB: 128, vcpus: 1 };
const listed = (...domains: readonly Domain[]): Listing => ({ kind: "listed", domains: [dom0, ...domains] });
const operation = { kind: "departure", id: "0d4c", guest: "nfs1", sinceMs: 0, destination: "host2" } as const;
const order = {
  guest: "nfs1",
  configPath: "/etc/xen/nfs1.cfg",
  wanted: { kind: "known", disks: [] },
  lookMs: 10_000,
} as const;

function glance(given: Partial<GlanceEffects> & { readonly states?: Listing; readonly long?: Listing }) {
  const { states = listed(), long = listed(), ...effects } = given;
  return ownGlance(
    {
      store: { read: () => ({ kind: "none" }) },
      processes: () => [],
      closed: () => undefined,
      toolstack: { bothLists: async () => ({ states, long }) },
      usesIn: async () => ({ kind: "known", uses: [] }),
      ...effects,
    },
    order,
  );
}

describe("a glance", () => {
  it("says absent where both lists do, without a second look", async () => {
    expect(await glance({})).toMatchObject({ kind: "answered", report: { presence: { kind: "absent" } } });
  });

  it.each([
    ["the short list", { states: listed(nfs1) }],
    ["the long list", { long: listed(nfs1) }],
  ])("sees the guest where only %s has it", async (_, lists) => {
    expect(await glance(lists)).toMatchObject({ report: { presence: { kind: "running" } } });
  });

  it.each([
    ["the short list", { states: { kind: "unknown", reason: "xl hung" } }],
    ["the long list", { long: { kind: "unknown", reason: "xl hung" } }],
  ] as const)("knows nothing where %s is not had", async (_, lists) => {
    expect(await glance(lists)).toMatchObject({
      report: { presence: { kind: "unknown", reason: "xl hung" } },
    });
  });

  it("looks at the processes before the lists and after them", async () => {
    const calls: string[] = [];
    const process = { pid: 7, name: "xl", arguments: ["xl", "create", "/etc/xen/nfs1.cfg"] };
    const at = { ...process, input: undefined, output: undefined };
    const answer = await glance({
      processes: () => {
        calls.push("processes");
        return calls.length === 1 ? [at] : [];
      },
      toolstack: {
        bothLists: async () => {
          calls.push("lists");
          return { states: listed(), long: listed() };
        },
      },
    });
    expect(calls).toEqual(["processes", "lists", "processes"]);
    expect(answer).toMatchObject({ report: { busy: ["xl create (pid 7)"] } });
  });

  it("has what is open as at work, whenever it was read, and says nothing where that cannot be read", async () => {
    let reads = 0;
    const read = () => {
      reads += 1;
      return reads === 1 ? ({ kind: "open", operation } as const) : ({ kind: "none" } as const);
    };
    expect(await glance({ store: { read } })).toMatchObject({
      report: { open: { operation, active: true } },
    });
    const unreadable = () => ({ kind: "unreadable", reason: "the disk is broken" }) as const;
    expect(await glance({ store: { read: unreadable } })).toEqual({
      kind: "silent",
      reason: "the disk is broken",
    });
  });

  it("gives the disks of both lists to whoever knows who has which", async () => {
    const disks = [{ target: "/dev/SAN/web1", vdev: "xvda", access: "write" }] as const;
    const web1: Domain = { domid: 6, name: "web1", state: "running", memoryMiB: 128, vcpus: 1 };
    let seen: Listing | undefined;
    await glance({
      states: listed(web1),
      long: listed({ ...web1, state: "unclear", disks }),
      usesIn: async (_, __, listing) => {
        seen = await listing;
        return { kind: "known", uses: [] };
      },
    });
    expect(seen).toMatchObject({ domains: [{ domid: 0 }, { domid: 6, state: "running", disks }] });
  });
});
