import { describe, expect, it } from "vitest";
import { downtimeMeter } from "../../../../lib/guard/downtime.ts";
import { regularLooks } from "../../../../lib/guard/regular-looks.ts";
import type { Step } from "../../../../lib/guard/step.ts";
import type { DomainState } from "../../../../lib/xen/domain.ts";
import { movedClock } from "./moved-clock.ts";

const migrate: Step = { kind: "migrate", domid: 5, destination: "host2" };
const take: Step = { kind: "tell", host: "host2", message: { kind: "take", id: "a1", claim: 3 } };
const done = { kind: "done" } as const;

/** The source is seen in these states, one look after the other, then it is gone. */
function meterWith(states: readonly DomainState[], lookMs = 0) {
  const clock = movedClock();
  const left = [...states];
  const list = async () => {
    const state = left.shift();
    if (lookMs > 0) await clock.sleep(lookMs);
    const domain = { domid: 5, name: "nfs1", memoryMiB: 128, vcpus: 1 };
    return { kind: "listed", domains: state === undefined ? [] : [{ ...domain, state }] } as const;
  };
  return { clock, left, meter: downtimeMeter(clock, regularLooks({ toolstack: { list }, clock })) };
}

describe("downtimeMeter", () => {
  it("counts from the last look that saw the guest execute to the destination's word", async () => {
    const { clock, meter } = meterWith(["running", "blocked", "suspended", "suspended"]);
    meter.progress.began(migrate);
    // Looks at 0, 500, 1000 and so on: the one at 500 was the last.
    await clock.sleep(3_000);
    meter.progress.ended(migrate, { kind: "said-done" }, 3_000);
    meter.progress.began(take);
    await clock.sleep(1_000);
    meter.progress.ended(take, done, 1_000);
    expect(meter.downtimeMs()).toBe(3_500);
    expect(meter.handOverMs()).toBe(1_000);
    meter.stop();
  });

  it("looks a third of the time at most where a look takes long", async () => {
    const { clock, left, meter } = meterWith(Array<DomainState>(10).fill("blocked"), 1_000);
    meter.progress.began(migrate);
    await clock.sleep(9_500);
    meter.stop();
    expect(left).toHaveLength(6);
  });

  it("counts from the beginning of a migration during which nothing was seen", async () => {
    const { clock, meter } = meterWith(["unclear"]);
    meter.progress.began(migrate);
    await clock.sleep(200);
    meter.progress.ended(migrate, { kind: "said-done" }, 200);
    meter.progress.ended(take, done, 0);
    expect(meter.downtimeMs()).toBe(200);
  });

  it("says nothing of a guest that did not move, or of which the destination did not say so", () => {
    const { meter } = meterWith([]);
    expect(meter.downtimeMs()).toBeUndefined();
    meter.progress.began(migrate);
    meter.progress.ended(migrate, { kind: "said-failed", suggests: "unclear", reason: "no" }, 0);
    meter.progress.ended(take, { kind: "silent", reason: "it broke off" }, 0);
    expect(meter.downtimeMs()).toBeUndefined();
    expect(meter.handOverMs()).toBeUndefined();
  });

  it("looks no more once it is stopped", async () => {
    const { clock, left, meter } = meterWith(["running", "running", "running", "running"]);
    meter.progress.began(migrate);
    await clock.sleep(600);
    meter.stop();
    const before = left.length;
    await clock.sleep(5_000);
    expect(left.length).toBe(before);
  });
});
