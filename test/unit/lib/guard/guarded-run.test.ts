import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  activityIn,
  guardedReply,
  guardedRun,
  guestLock,
  isAtWork,
  wordsFor,
} from "../../../../lib/guard/guarded-run.ts";
import { type Ending, type Program, perform, type Reply } from "../../../../lib/guard/step.ts";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import { scriptedEffects } from "./scripted-effects.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-guarded-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const order = { guest: "nfs1", here: "host1", id: "a1", sinceMs: 1_700_000_000_000, leased: false };
const lock = () =>
  guestLock(join(folder, "locks"), "nfs1", { what: "a start", sinceMs: 1_700_000_000_000, user: "root" });
const atWork = async () => isAtWork(join(folder, "locks"), "nfs1");
const activityOf = (sinceMs: number) => activityIn(join(folder, "locks"), { guest: "nfs1", sinceMs });

function* looking(): Program<Ending> {
  yield* perform({ kind: "look" });
  return { kind: "done", text: "nfs1 runs on host1." };
}
const find = (seen: () => Promise<unknown> = async () => undefined) => ({
  find: async () => {
    await seen();
    return { kind: "absent" } as const;
  },
});

describe("guardedRun", () => {
  it("runs a program under its guest's lock, and gives that back", async () => {
    const seen: boolean[] = [];
    const toolstack = find(async () => seen.push(await atWork()));
    // Looking for a lock runs a program, which takes real time.
    const effects = { ...scriptedEffects({ toolstack }), clock: monotonicClock };
    expect(await guardedRun(order, looking(), effects, lock())).toEqual({
      kind: "done",
      text: "nfs1 runs on host1.",
    });
    expect(seen).toEqual([true]);
    expect(await atWork()).toBe(false);
  });

  it("does nothing while another program is at work on the guest, and says who is", async () => {
    let second: Ending | undefined;
    const toolstack = find(async () => {
      second = await guardedRun(order, looking(), scriptedEffects({}), lock());
    });
    const effects = { ...scriptedEffects({ toolstack }), clock: monotonicClock };
    await guardedRun(order, looking(), effects, lock());
    expect(second).toEqual({
      kind: "refused",
      reason:
        `Nothing was done with nfs1 on host1: a start is under way with nfs1 on host1 ` +
        `(process ${process.pid} of root, since 2023-11-14T22:13:20.000Z): wait until it is done.`,
    });
  });

  it("leaves what an effect cut off for repair, and gives the lock back", async () => {
    const toolstack = find(async () => Promise.reject(new Error("xl is on fire")));
    expect(await guardedRun(order, looking(), scriptedEffects({ toolstack }), lock())).toEqual({
      kind: "unfinished",
      reason:
        "a start of nfs1 was cut off at looking for the guest (xl is on fire); host1 has on record what " +
        "was begun: run xensan repair nfs1 there.",
    });
    expect(await atWork()).toBe(false);
  });
});

describe("guardedReply", () => {
  function* replying(): Program<Reply> {
    yield* perform({ kind: "look" });
    return { kind: "done" };
  }

  it("gives the program's reply, refuses while another one is at work, and knows nothing when it is cut off", async () => {
    let second: Reply | undefined;
    const nested = find(async () => {
      second = await guardedReply(replying(), scriptedEffects({}), lock());
    });
    const effects = { ...scriptedEffects({ toolstack: nested }), clock: monotonicClock };
    expect(await guardedReply(replying(), effects, lock())).toEqual({ kind: "done" });
    expect(second).toMatchObject({ kind: "refused" });
    expect(JSON.stringify(second)).toContain("a start is under way with nfs1 on host1");
    const toolstack = find(async () => Promise.reject(new Error("xl is on fire")));
    expect(await guardedReply(replying(), scriptedEffects({ toolstack }), lock())).toEqual({
      kind: "silent",
      reason: "it was cut off at looking for the guest on host1 (xl is on fire)",
    });
  });
});

describe("guardedReply that is given time", () => {
  function* replying(): Program<Reply> {
    yield* perform({ kind: "look" });
    return { kind: "done" };
  }
  const real = (toolstack = find()) => ({ ...scriptedEffects({ toolstack }), clock: monotonicClock });

  it("waits for a program that is at work, and then has its turn", async () => {
    let second: Promise<Reply> | undefined;
    const nested = find(async () => {
      second = guardedReply(replying(), real(), lock(), 60_000);
      await monotonicClock.sleep(700);
    });
    expect(await guardedReply(replying(), real(nested), lock())).toEqual({ kind: "done" });
    expect(await second).toEqual({ kind: "done" });
  });

  it("refuses when that takes too long", async () => {
    let second: Reply | undefined;
    const nested = find(async () => {
      second = await guardedReply(replying(), scriptedEffects({}), lock(), 2_000);
    });
    await guardedReply(replying(), real(nested), lock());
    expect(second).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("wait until it is done"),
    });
  });
});

describe("activityIn", () => {
  it("says for whom a program is at work, and since when, where it did not write down what is on record", async () => {
    const seen: unknown[] = [];
    const toolstack = find(async () => {
      seen.push(await activityOf(1_700_000_000_000), await activityOf(5));
    });
    const effects = { ...scriptedEffects({ toolstack }), clock: monotonicClock };
    await guardedRun(order, looking(), effects, lock());
    expect(seen).toEqual([
      { active: true, by: "root" },
      { active: true, by: "root, with a start since 2023-11-14T22:13:20.000Z" },
    ]);
    expect(await activityOf(5)).toEqual({ active: false });
  });
});

describe("wordsFor", () => {
  it("says a step in words", () => {
    expect(wordsFor({ kind: "survey" })).toBe("asking all hosts");
  });
});
