import { describe, expect, it } from "vitest";
import { awaitAbsence, lookTwice } from "../../../../../lib/guard/report/two-looks.ts";
import type { Presence } from "../../../../../lib/xen/presence.ts";
import { movedClock } from "../moved-clock.ts";

const absent: Presence = { kind: "absent" };
const unknown: Presence = { kind: "unknown", reason: "xl did not finish within 10 s and was stopped" };
const domain = { domid: 3, name: "nfs1", state: "running", memoryMiB: 1, vcpus: 1 } as const;
const running: Presence = { kind: "running", domains: [{ domain, role: "itself" }] };

/** Looks that see one thing after the other, the last one again and again. */
function seeing(...presences: readonly [Presence, ...Presence[]]) {
  const clock = movedClock();
  let looks = 0;
  const look = async () => presences[Math.min(looks++, presences.length - 1)] ?? presences[0];
  return { clock, looks: { clock, look, apartMs: 3_000 }, count: () => looks };
}

describe("lookTwice", () => {
  const twice = async ({ looks }: ReturnType<typeof seeing>, absentSinceMs?: number) => {
    const look = async () => ({ presence: await looks.look() });
    return (await lookTwice({ ...looks, look }, absentSinceMs)).presence;
  };

  it("says absent after two looks that are apart, and anything else after one", async () => {
    const gone = seeing(absent);
    expect(await twice(gone)).toEqual(absent);
    expect(gone.clock.slept).toEqual([3_000]);
    for (const presence of [running, unknown]) {
      const here = seeing(presence, absent);
      expect(await twice(here)).toEqual(presence);
      expect(here.count()).toBe(1);
    }
  });

  it("does not take a guest that reboots for absent", async () => {
    expect(await twice(seeing(absent, running))).toEqual(running);
    expect(await twice(seeing(absent, unknown))).toEqual(unknown);
  });

  it("looks once where an earlier look was the first, and waits until the two are as far apart", async () => {
    for (const [agoMs, slept] of [
      [1_000, [2_000]],
      [3_000, []],
      [5_000, []],
    ] as const) {
      const gone = seeing(absent);
      expect(await twice(gone, gone.clock.nowMs() - agoMs)).toEqual(absent);
      expect(gone.clock.slept).toEqual(slept);
      expect(gone.count()).toBe(1);
      const here = seeing(running);
      expect(await twice(here, here.clock.nowMs() - agoMs)).toEqual(running);
    }
  });
});

describe("awaitAbsence", () => {
  it("waits until two looks in a row see nothing, and begins anew where one knows nothing", async () => {
    const { clock, looks, count } = seeing(running, absent, running, absent, unknown, absent, absent);
    expect(await awaitAbsence(looks, 60_000)).toEqual(absent);
    expect(count()).toBe(7);
    expect(clock.slept).toEqual([1_000, 3_000, 1_000, 3_000, 1_000, 3_000]);
  });

  it("says what it saw last when the time is up", async () => {
    expect(await awaitAbsence(seeing(running).looks, 5_000)).toEqual(running);
    expect(await awaitAbsence(seeing(unknown).looks, 0)).toEqual(unknown);
  });

  it("gives who was absent at the last moment a second look", async () => {
    expect(await awaitAbsence(seeing(absent).looks, 0)).toEqual(absent);
    expect(await awaitAbsence(seeing(absent, running).looks, 0)).toEqual(running);
  });

  it("ends between two looks when aborted", async () => {
    const abort = new AbortController();
    const { looks } = seeing(running);
    const waiting = awaitAbsence(looks, 1e9, abort.signal);
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });
});
