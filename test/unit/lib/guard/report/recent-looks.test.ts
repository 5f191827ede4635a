import { describe, expect, it } from "vitest";
import { recentLooks } from "../../../../../lib/guard/report/recent-looks.ts";
import type { Domain } from "../../../../../lib/xen/domain.ts";
import type { Listing } from "../../../../../lib/xen/presence.ts";
import { movedClock } from "../moved-clock.ts";

const dom0: Domain = { domid: 0, name: "Domain-0", state: "running", memoryMiB: 640, vcpus: 1 };
const nfs1: Domain = { domid: 5, name: "nfs1", state: "running", memoryMiB: 128, vcpus: 1 };
const listed = (...domains: readonly Domain[]): Listing => ({ kind: "listed", domains: [dom0, ...domains] });
const unknown: Listing = { kind: "unknown", reason: "xl hung" };

/** Each look a second after the one before. */
async function seen(...looks: readonly (readonly [states: Listing, long: Listing])[]) {
  const clock = movedClock();
  const beganMs = clock.nowMs();
  const recent = recentLooks(clock, 6_000);
  for (const [states, long] of looks) {
    await clock.sleep(1_000);
    await recent.look(async () => ({ states, long }));
  }
  const since = (guest: string) => {
    const ms = recent.absentSinceMs(guest);
    return ms === undefined ? undefined : ms - beganMs;
  };
  return { clock, since };
}

const without = [listed(), listed()] as const;

describe("recent looks", () => {
  it("say since when a guest is absent in both forms, and nothing before the first", async () => {
    expect((await seen()).since("nfs1")).toBeUndefined();
    expect((await seen(without, without)).since("nfs1")).toBe(1_000);
  });

  it.each([
    ["the short list has it", [listed(nfs1), listed()]],
    ["the long list has it", [listed(), listed(nfs1)]],
    ["the short list is not had", [unknown, listed()]],
    ["the long list is not had", [listed(), unknown]],
  ] as const)("begin anew where %s", async (_, look) => {
    expect((await seen(without, look)).since("nfs1")).toBeUndefined();
    expect((await seen(without, look, without)).since("nfs1")).toBe(3_000);
  });

  it("are of all guests", async () => {
    const { since } = await seen(without, [listed(nfs1), listed(nfs1)]);
    expect([since("nfs1"), since("web1")]).toEqual([undefined, 1_000]);
  });

  it("are forgotten when they are too old", async () => {
    const { clock, since } = await seen(without, without);
    await clock.sleep(4_999);
    expect(since("nfs1")).toBe(1_000);
    await clock.sleep(1);
    expect(since("nfs1")).toBe(2_000);
    await clock.sleep(1_000);
    expect(since("nfs1")).toBeUndefined();
  });

  it("are as old as their beginning, and none is kept for no time", async () => {
    const clock = movedClock();
    const [recent, none] = [recentLooks(clock, 6_000), recentLooks(clock, 0)];
    const lists = { states: listed(), long: listed() };
    await none.look(async () => lists);
    expect(none.absentSinceMs("nfs1")).toBeUndefined();
    await recent.look(async () => {
      await clock.sleep(5_000);
      return lists;
    });
    expect(recent.absentSinceMs("nfs1")).toBe(clock.nowMs());
    await clock.sleep(1_000);
    expect(recent.absentSinceMs("nfs1")).toBeUndefined();
  });
});
