import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../../../lib/evacuation/exit-code.ts";
import { evacuationRecord } from "../../../../lib/evacuation/record/record.ts";
import { evacuationScene, failed, refused, type SceneSetting, unfinished } from "./scene.ts";

const big = { freeMiB: 16_384 };

async function run(setting: SceneSetting) {
  const scene = evacuationScene(setting);
  const evacuated = await scene.run();
  const record = evacuationRecord(JSON.parse(JSON.stringify(evacuated.record)), "");
  return { ...scene, record, code: exitCodeOf({ kind: "ran", evacuated }) };
}

describe("an evacuation", () => {
  test("closes the host before it looks at anything, and moves everybody away", async () => {
    const { done, where, record, code } = await run({
      guests: { nfs1: { memoryMiB: 512 }, web1: { memoryMiB: 1_024 }, web2: { memoryMiB: 256 } },
      peers: { host2: big, host3: big },
    });
    expect(done[0]).toBe("closed");
    expect(done.at(-1)).toBe("let go");
    expect([...where.keys()].sort()).toEqual(["nfs1", "web1", "web2"]);
    expect(code).toBe(0);
    expect(record).toMatchObject({ host: "host1", by: "root", left: [], shutdowns: [] });
    expect(record.planned.map(({ guest }) => guest).sort()).toEqual(["nfs1", "web1", "web2"]);
    expect(record.moves.find(({ guest }) => guest === "web1")).toMatchObject({
      memoryMiB: 1_024,
      tookMs: 11_240,
      downtimeMs: 700,
      outcome: "done",
    });
    expect(record.endedMs).toBeGreaterThan(record.beganMs);
  });

  test("of an empty host asks nobody, and says that it is empty after two looks, longer apart than a guest reboots", async () => {
    const { done, code } = await run({
      guests: { nfs1: { memoryMiB: 512 } },
      peers: { host2: { ...big, silent: "off" } },
    });
    expect(code).toBe(0);
    expect(done).toContain("stop nfs1 within 300 s");
    const empty = await run({ guests: {}, peers: { host2: { ...big, silent: "off" } } });
    expect(empty.code).toBe(0);
    expect(empty.done).not.toContain("looked around");
    expect(empty.done.filter((each) => each === "looked here")).toHaveLength(2);
    expect(empty.clock.slept).toEqual([3_000]);
  });

  test("ends with one look after the last move, where all others were seen to be gone long before", async () => {
    const { done, clock } = await run({ guests: { nfs1: { memoryMiB: 512 } }, peers: { host2: big } });
    const after = done.slice(done.indexOf("nfs1 to host2") + 1);
    expect(after).toEqual(["looked here", "let go"]);
    expect(clock.slept).toEqual([6_120]);
  });

  test("looks a second time where another guest was seen to be gone a moment ago only", async () => {
    const scene = evacuationScene({
      guests: { nfs1: { memoryMiB: 512 }, web1: { memoryMiB: 64, state: "shut-down" } },
      peers: { host2: big },
    });
    void scene.clock.sleep(2_000).then(() => scene.here.delete("web1"));
    await scene.run();
    const after = scene.done.slice(scene.done.indexOf("nfs1 to host2") + 1);
    expect(after).toEqual(["looked here", "looked here", "let go"]);
    expect(scene.clock.slept).toEqual([2_000, 6_120, 3_000]);
  });

  test("looks a second time after moves that took no longer than a guest that reboots is gone", async () => {
    const setting = { guests: { nfs1: { memoryMiB: 64 }, web1: { memoryMiB: 64 } }, peers: { host2: big } };
    const scene = evacuationScene(setting);
    scene.here.delete("web1");
    void scene.clock.sleep(2_000).then(() => scene.here.set("web1", { memoryMiB: 64 }));
    await scene.run();
    expect(Object.fromEntries(scene.where)).toEqual({ nfs1: "host2", web1: "host2" });
  });

  test("looks longer where a domain is there that nobody here may touch", async () => {
    const { done, code } = await run({ guests: {}, peers: { host2: big }, strangers: ["web9"] });
    expect(code).toBe(1);
    expect(done.filter((each) => each === "looked here").length).toBeGreaterThan(2);
  });

  test("has no more moves at a time to one host than it may, and as many", async () => {
    const guests = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`vm${index}`, { memoryMiB: 256 }]),
    );
    const two = await run({ guests, peers: { host2: big } });
    expect(two.mostAtOnce()).toBe(2);
    expect((await run({ guests, peers: { host2: big }, order: { concurrency: 5 } })).mostAtOnce()).toBe(5);
    expect((await run({ guests, peers: { host2: big }, order: { concurrency: 1 } })).mostAtOnce()).toBe(1);
  });

  test("prepares moves while others travel, so that the way to a host is not idle, and counts no waiting", async () => {
    const guests = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`vm${index}`, { memoryMiB: 900 }]),
    );
    const { clock, record, mostAtOnce } = await run({
      ...{ guests, peers: { host2: big }, preparationMs: 7_000 },
    });
    expect(mostAtOnce()).toBe(2);
    // Four after one another, of ten seconds each, and the first preparation; the second one travels three seconds later.
    expect(clock.nowMs() - 1_000).toBe(7_000 + 3_000 + 4 * 10_000);
    expect(record.moves.map(({ tookMs }) => tookMs)).toEqual(Array.from({ length: 8 }, () => 17_000));
  });

  test("begins moves a moment apart, and first those that can travel at once", async () => {
    const guests = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [`vm${index}`, { memoryMiB: 900 }]),
    );
    const { record } = await run({ guests, peers: { host2: big, host3: big }, preparationMs: 7_000 });
    const began = record.moves.map(({ beganMs }) => beganMs).sort((one, other) => one - other);
    expect(began.map((ms) => ms - (began[0] ?? 0))).toEqual([0, 200, 400, 600, 1_100, 1_600, 2_100]);
  });

  test.each([
    [{ host2: big }, 2 + 1 + 1],
    [{ host2: big, host3: big }, 2 * 2 + 2 + 1],
  ])("prepares one more than may travel for each way, and one besides: %j", async (peers, expected) => {
    const guests = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`vm${index}`, { memoryMiB: 400 }]),
    );
    let prepared = 0;
    let most = 0;
    const scene = evacuationScene({
      ...{ guests, peers, preparationMs: 7_000 },
      prepares: (by) => {
        prepared += by;
        most = Math.max(most, prepared);
      },
    });
    await scene.run();
    expect(most).toBe(expected);
    expect(scene.where.size).toBe(30);
  });

  test("prepares for each way in its turn, however much sooner one is free by the plan", async () => {
    const to = (host: string, count: number, memoryMiB: number) =>
      Array.from({ length: count }, (_, index) => [`${host}-${index}`, { memoryMiB, pins: [host] }]);
    const guests = Object.fromEntries([...to("host2", 8, 100), ...to("host3", 4, 4_000)]);
    const { record } = await run({ guests, peers: { host2: big, host3: big }, preparationMs: 7_000 });
    const began = record.moves.toSorted((one, other) => one.beganMs - other.beganMs).map((move) => move.to);
    expect(began.slice(0, 7).filter((host) => host === "host3")).toHaveLength(3);
  });

  test("counts no waiting against the deadline of a move", async () => {
    const guests = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`vm${index}`, { memoryMiB: 900 }]),
    );
    const order = { concurrency: 1, moveDeadlineSeconds: 15 };
    const { record } = await run({ guests, peers: { host2: big }, order });
    expect(record.moves.map(({ outcome }) => outcome)).toEqual(Array(6).fill("done"));
  });

  test("plans those anew that are prepared for a host where a move fails", async () => {
    const guests = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`vm${index}`, { memoryMiB: 900 }]),
    );
    const tried: string[] = [];
    const scene = evacuationScene({
      ...{ guests, peers: { host2: big, host3: { freeMiB: 100 } }, order: { concurrency: 1 } },
      moves: async ({ guest, to }) => {
        if (to !== "host2") return undefined;
        tried.push(guest);
        await scene.clock.sleep(2_000);
        const [host2, host3] = [scene.peers.get("host2"), scene.peers.get("host3")];
        if (host2 !== undefined) host2.freeMiB = 0;
        if (host3 !== undefined) host3.freeMiB = 16_384;
        return failed(`${guest} was not moved to host2: ${guest} stays on host1.`);
      },
    });
    const { record } = await scene.run();
    expect(tried).toHaveLength(1);
    expect(new Set(scene.where.values())).toEqual(new Set(["host3"]));
    expect(record.moves.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^vm\d was not moved: the move of vm\d there failed before its turn came$/),
    );
  });

  test("keeps its record after each move, so that one that is killed has told what it did", async () => {
    const { kept } = await run({
      guests: { nfs1: { memoryMiB: 512 }, web1: { memoryMiB: 1_024 } },
      peers: { host2: big },
    });
    expect(kept.map(({ moves }) => moves.length)).toEqual([0, 1, 2, 2]);
    expect(kept.map(({ endedMs }) => endedMs !== undefined)).toEqual([false, false, false, true]);
  });

  test("does nothing at all where the host cannot be closed", async () => {
    const scene = evacuationScene({
      ...{ guests: { nfs1: { memoryMiB: 512 } }, peers: { host2: big } },
      cannotClose: "/run/xensan/evacuation.json cannot be written (EROFS): look at the disk, then try again.",
    });
    await expect(scene.run()).rejects.toThrow("cannot be written (EROFS)");
    expect(scene.done).toEqual([]);
  });
});

describe("a move that fails", () => {
  const guests = { nfs1: { memoryMiB: 512 } };

  test("is tried once on another host, after all were asked again", async () => {
    const { where, done, record, code } = await run({
      ...{ guests, peers: { host2: big, host3: { freeMiB: 8_192 } } },
      moves: ({ to }) =>
        to === "host2" ? failed("nfs1 was not moved to host2 (no memory): nfs1 stays on host1.") : undefined,
    });
    expect(done.filter((each) => each.includes(" to "))).toEqual(["nfs1 to host2", "nfs1 to host3"]);
    expect(done.slice(done.indexOf("nfs1 to host2"), done.indexOf("nfs1 to host3"))).toContain(
      "looked around",
    );
    expect(Object.fromEntries(where)).toEqual({ nfs1: "host3" });
    expect(record.moves.map(({ outcome, to }) => `${to} ${outcome}`)).toEqual(["host2 failed", "host3 done"]);
    expect(code).toBe(0);
  });

  test("that was refused is tried there for half a minute: what was in the way may be over", async () => {
    const scene = evacuationScene({
      ...{ guests, peers: { host2: big } },
      moves: ({ to }) =>
        scene.clock.nowMs() < 25_000
          ? refused(`nfs1 was not moved from host1 to ${to}: another move is under way.`)
          : undefined,
    });
    const { record } = await scene.run();
    expect(scene.done.filter((each) => each === "nfs1 to host2").length).toBeGreaterThan(5);
    expect(Object.fromEntries(scene.where)).toEqual({ nfs1: "host2" });
    expect(record.shutdowns).toEqual([]);
  });

  test("because its host was refused for a while keeps nobody else from going", async () => {
    const scene = evacuationScene({
      guests: { nfs1: { memoryMiB: 512 }, web1: { memoryMiB: 256 }, web2: { memoryMiB: 128 } },
      peers: { host2: big },
      moves: ({ guest, to }) =>
        guest === "nfs1" ? refused(`nfs1 was not moved from host1 to ${to}: its disk is in use.`) : undefined,
    });
    const { record } = await scene.run();
    expect(Object.fromEntries(scene.where)).toEqual({ web1: "host2", web2: "host2" });
    expect(record.shutdowns).toMatchObject([{ guest: "nfs1", outcome: "done" }]);
  });

  test.each([2, 3, 5])(
    "is not tried for ever where %i are refused in turn: none is in the way of the others",
    async (count) => {
      const scene = evacuationScene({
        guests: Object.fromEntries(
          Array.from({ length: count }, (_, index) => [`vm${index}`, { memoryMiB: 128 * (index + 1) }]),
        ),
        peers: { host2: big },
        moves: async ({ guest, to }) => {
          await scene.clock.sleep(guest === "vm0" ? 4_000 : 7_000);
          return refused(`${guest} was not moved from host1 to ${to}: host3 does not answer.`);
        },
      });
      const { record } = await scene.run();
      expect(record.shutdowns).toHaveLength(count);
      expect(scene.clock.nowMs()).toBeLessThan(180_000);
    },
  );

  test("because the guest shut down on its way, as it was asked to, is tried nowhere else", async () => {
    const scene = evacuationScene({
      ...{ guests, peers: { host2: big, host3: big } },
      moves: async ({ guest, to }) => {
        await scene.clock.sleep(5_000);
        scene.here.delete(guest);
        return failed(`${guest} was not moved to ${to}: ${guest} runs neither on host1 nor on ${to}.`);
      },
    });
    const { record } = await scene.run();
    expect(record).toMatchObject({ moves: [{ outcome: "failed" }], shutdowns: [], left: [] });
  });

  test("is tried on two hosts and no more, and the guest is shut down", async () => {
    const { done, record, code } = await run({
      ...{ guests, peers: { host2: big, host3: big, host4: big } },
      moves: ({ to }) =>
        refused(`nfs1 was not moved from host1 to ${to}: ${to} does not have its configuration.`),
    });
    const tries = done.filter((each) => each.startsWith("nfs1 to"));
    expect(new Set(tries).size).toBe(2);
    expect(done).toContain("stop nfs1 within 300 s");
    expect(record).toMatchObject({ left: [], shutdowns: [{ guest: "nfs1", outcome: "done" }] });
    expect(code).toBe(0);
  });

  test("on the only other host leaves the guest with that reason, where guests are to be left", async () => {
    const { done, record, code } = await run({
      ...{ guests, peers: { host2: big }, order: { leftover: "leave" } },
      moves: () =>
        failed(
          "nfs1 was not moved to host2 (ssh does not know the destination's host key): nfs1 stays on host1.",
        ),
    });
    expect(done.filter((each) => each.startsWith("stop"))).toEqual([]);
    expect(record.left).toEqual([
      {
        guest: "nfs1",
        reason:
          "nfs1 was not moved to host2 (ssh does not know the destination's host key): nfs1 stays on host1",
      },
    ]);
    expect(code).toBe(1);
  });

  test("and is not at its end is left to repair: neither moved elsewhere nor stopped", async () => {
    const reason =
      "nfs1: host2 does not answer; host1 has it on record: after that, run xensan repair nfs1 there.";
    const { done, record, code } = await run({
      ...{ guests, peers: { host2: big, host3: big } },
      moves: () => unfinished(reason),
    });
    expect(done.filter((each) => each.startsWith("nfs1 to"))).toHaveLength(1);
    expect(done.filter((each) => each.startsWith("stop"))).toEqual([]);
    expect(record.left).toEqual([{ guest: "nfs1", reason: reason.slice(0, -1) }]);
    expect(code).toBe(3);
  });
});

describe("while it goes on", () => {
  const guests = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [`vm${index}`, { memoryMiB: 1_024 }]),
  );

  test("a peer that dies is left out of the rest", async () => {
    const scene = evacuationScene({
      ...{ guests, peers: { host2: big, host3: big } },
      moves: async ({ guest, to }) => {
        if (to !== "host2") return undefined;
        await scene.clock.sleep(3_000);
        const peer = scene.peers.get("host2");
        if (peer !== undefined)
          peer.silent = "it does not react at 192.168.1.2: look at host2 and at the network";
        return failed(`${guest} was not moved to host2: ${guest} stays on host1.`);
      },
    });
    const { record } = await scene.run();
    expect(record.left).toEqual([]);
    expect(new Set(scene.where.values())).toEqual(new Set(["host3"]));
    expect(record.moves.filter(({ to }) => to === "host2").length).toBeLessThanOrEqual(3);
  });

  test("a target that fills up gets no more, and who has nowhere to go is shut down", async () => {
    const scene = evacuationScene({
      ...{ guests, peers: { host2: { freeMiB: 8 * 1_040 } } },
      moves: async ({ guest, to }) => {
        const peer = scene.peers.get(to);
        if (peer === undefined || scene.where.size < 2) return undefined;
        peer.freeMiB = 500;
        await scene.clock.sleep(1_000);
        return failed(
          `${guest} was not moved to host2 (the destination has not enough free memory): ${guest} stays on host1.`,
        );
      },
    });
    const { record } = await scene.run();
    expect(scene.where.size).toBeGreaterThanOrEqual(2);
    expect(record.left).toEqual([]);
    expect(record.shutdowns.length + scene.where.size).toBe(6);
    // Those that were prepared find it full too, and nobody does so twice.
    const failures = record.moves.filter(({ outcome }) => outcome === "failed").map(({ guest }) => guest);
    expect(new Set(failures).size).toBe(failures.length);
  });

  test("a guest that was on its way here when the host was closed is moved on when it has arrived", async () => {
    const scene = evacuationScene({ guests: { nfs1: { memoryMiB: 512 } }, peers: { host2: big } });
    const operation = {
      kind: "arrival",
      id: "m1",
      guest: "nfs1",
      sinceMs: 5,
      source: "host3",
      claim: 3,
    } as const;
    scene.here.set("nfs1", {
      memoryMiB: 100,
      state: "paused",
      open: { kind: "open", operation, active: true },
    });
    void scene.clock.sleep(8_000).then(() => scene.here.set("nfs1", { memoryMiB: 512 }));
    const { record } = await scene.run();
    expect(Object.fromEntries(scene.where)).toEqual({ nfs1: "host2" });
    expect(record.shutdowns).toEqual([]);
  });

  test("an interrupt begins nothing more, shuts nothing down, and lets go of what is under way", async () => {
    const scene = evacuationScene({
      guests: { ...guests, web7: { memoryMiB: 64 }, web8: { memoryMiB: 64 } },
      peers: { host2: big },
      moves: async ({ guest }) => {
        await scene.clock.sleep(5_000);
        scene.interrupt();
        return unfinished(`${guest} was cut off.`);
      },
    });
    const { record } = await scene.run();
    expect(scene.done.filter((each) => each.includes(" to ")).length).toBe(2);
    expect(scene.done.filter((each) => each.startsWith("stop"))).toEqual([]);
    expect(scene.done).toContain("let go");
    expect(record.left.map(({ reason }) => reason)).toContain(
      "the evacuation was interrupted before its turn came",
    );
    expect(record.left).toHaveLength(8);
    // Whoever waits for its turn never gets it.
    expect(record.moves.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/was not moved: the evacuation was interrupted before its turn came/),
    );
  });
});

describe("deadlines", () => {
  const guests = { slow: { memoryMiB: 1_024 }, web1: { memoryMiB: 512 } };
  const never =
    (scene: () => ReturnType<typeof evacuationScene>) =>
    async (move: { guest: string; hurryAfterMs: number | undefined }) => {
      if (move.guest !== "slow") return undefined;
      const { clock, here } = scene();
      if (move.hurryAfterMs === undefined) {
        await clock.sleep(10 * 3_600_000);
        return unfinished("it was let go");
      }
      await clock.sleep(move.hurryAfterMs + 4_000);
      here.set("slow", { memoryMiB: 1_024, state: "shut-down" });
      return failed("slow was not moved to host2: slow stays on host1.");
    };

  test("a guest that never converges is asked to shut down at the deadline of its move", async () => {
    const scene: ReturnType<typeof evacuationScene> = evacuationScene({
      ...{ guests, peers: { host2: big }, order: { moveDeadlineSeconds: 60 } },
      moves: never(() => scene),
    });
    const { record, needsRepair } = await scene.run();
    expect(record.moves.find(({ guest }) => guest === "slow")).toMatchObject({
      tookMs: 64_000,
      outcome: "failed",
    });
    expect(record.shutdowns).toMatchObject([{ guest: "slow", outcome: "done" }]);
    expect(record.left).toEqual([]);
    expect(needsRepair).toBe(false);
  });

  test("or is no longer waited for, and left on its way, where guests are to be left", async () => {
    const scene: ReturnType<typeof evacuationScene> = evacuationScene({
      ...{ guests, peers: { host2: big }, order: { moveDeadlineSeconds: 60, leftover: "leave" } },
      moves: never(() => scene),
    });
    const { record, needsRepair } = await scene.run();
    expect(record.moves.find(({ guest }) => guest === "slow")).toMatchObject({
      tookMs: 60_000,
      outcome: "under-way",
    });
    expect(record.left).toEqual([
      {
        guest: "slow",
        reason:
          "slow was still on its way to host2 after 60 s: its migration is left to itself; when it has ended, run xensan repair slow",
      },
    ]);
    expect(needsRepair).toBe(true);
    expect(scene.done.at(-1)).toBe("let go");
  });

  test("the whole of it ends in its time, and keeps time for those that are shut down", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`vm${index}`, { memoryMiB: 4_096 }]),
    );
    const scene = evacuationScene({
      guests: many,
      peers: { host2: { freeMiB: 999_999 } },
      order: { deadlineSeconds: 300, shutdownSeconds: 60, moveDeadlineSeconds: 600 },
    });
    const beganMs = scene.clock.nowMs();
    const { record } = await scene.run();
    expect((scene.clock.nowMs() - beganMs) / 1_000).toBeLessThanOrEqual(310);
    expect(record.left).toEqual([]);
    expect(record.moves.filter(({ outcome }) => outcome === "done").length).toBeGreaterThan(8);
    const moved = record.moves.filter(({ outcome }) => outcome === "done");
    expect(record.shutdowns.length + moved.length).toBe(40);
    expect(scene.said).toContainEqual(expect.stringMatching(/^info: vm\d+ is asked to shut down\.$/));
  });
});

describe("where nobody takes guests in", () => {
  const guests = { nfs1: { memoryMiB: 512 }, web1: { memoryMiB: 256 } };
  const emptied = { kind: "evacuation", sinceMs: 5, by: "root" } as const;

  test("because every other host goes down too, they are shut down cleanly at once", async () => {
    const { done, said, record, code } = await run({
      guests,
      peers: { host2: { ...big, closed: emptied }, host3: { ...big, closed: emptied } },
    });
    expect(done.filter((each) => each.includes(" to "))).toEqual([]);
    expect(said).toContain("warning: nfs1 cannot be moved: every other host is going down too.");
    expect(record).toMatchObject({ left: [], shutdowns: [{ outcome: "done" }, { outcome: "done" }] });
    expect(code).toBe(0);
  });

  test("two that go down at once leave nobody in between: who is closed first gets nobody", async () => {
    const setting: SceneSetting = { guests, peers: { host2: { ...big, closed: emptied }, host3: big } };
    const { where } = await run(setting);
    expect(new Set(where.values())).toEqual(new Set(["host3"]));
  });

  test("because it is in maintenance, full, or silent: each with its reason, in seconds", async () => {
    const scene = evacuationScene({
      guests: { nfs1: { memoryMiB: 512 } },
      peers: {
        host2: { ...big, closed: { kind: "maintenance", sinceMs: 5, by: "root" } },
        host3: { freeMiB: 100 },
        host4: {
          ...big,
          silent:
            "its ssh host key is not known here: compare it, and accept it with ssh 192.168.1.4 as root",
        },
      },
      order: { leftover: "leave" },
    });
    const beganMs = scene.clock.nowMs();
    const { record } = await scene.run();
    expect(record.left).toEqual([
      {
        guest: "nfs1",
        reason:
          "it needs 517 MiB, and host3 has 100 MiB left for it; host2 is in maintenance; " +
          "host4 does not answer (its ssh host key is not known here: compare it, and accept it with ssh 192.168.1.4 as root)",
      },
    ]);
    expect(scene.clock.nowMs() - beganMs).toBeLessThan(25_000);
    expect(scene.said.filter((each) => each.includes("nfs1 cannot be moved"))).toEqual([
      expect.stringContaining("nfs1 cannot be moved yet: "),
      expect.stringContaining("nfs1 cannot be moved: "),
    ]);
  });

  test("for a moment only, they wait for it: a busy host that misses a question costs nobody his guest", async () => {
    const scene = evacuationScene({
      guests,
      peers: { host2: { ...big, silent: "it did not answer within 30 s: look at it, and at the network" } },
    });
    void scene.clock.sleep(8_000).then(() => {
      const peer = scene.peers.get("host2");
      if (peer !== undefined) delete peer.silent;
    });
    const { record } = await scene.run();
    expect(Object.fromEntries(scene.where)).toEqual({ nfs1: "host2", web1: "host2" });
    expect(record).toMatchObject({ left: [], shutdowns: [] });
  });

  test("and a host that may not have the guest is not waited for", async () => {
    const scene = evacuationScene({
      guests: { nfs1: { memoryMiB: 512, pins: ["host1", "host2"] } },
      peers: {
        host2: { ...big, closed: { kind: "maintenance", sinceMs: 5, by: "root" } },
        host3: { ...big, silent: "off" },
      },
    });
    const { record } = await scene.run();
    expect(record.shutdowns).toMatchObject([{ guest: "nfs1", outcome: "done" }]);
    expect(scene.done.filter((each) => each === "looked around")).toHaveLength(1);
  });

  test("because it is the last host", async () => {
    const { record, said } = await run({ guests: { nfs1: { memoryMiB: 512 } }, peers: {} });
    expect(record.shutdowns).toMatchObject([{ guest: "nfs1", outcome: "done" }]);
    expect(said).toContain("warning: nfs1 cannot be moved: the cluster file has no other host than host1.");
  });

  test("a guest that does not shut down stays, and is named: nothing is destroyed", async () => {
    const { record, code } = await run({
      ...{ guests: { deaf: { memoryMiB: 512 } }, peers: {}, order: { shutdownSeconds: 30 } },
      stops: (guest) => ({
        kind: "failed",
        reason: `${guest} was not stopped on host1: it did not shut down in time; try again.`,
      }),
    });
    expect(record.left).toEqual([
      { guest: "deaf", reason: "deaf was not stopped on host1: it did not shut down in time; try again" },
    ]);
    expect(code).toBe(1);
  });
});

describe("what it finds", () => {
  const open = (active: boolean) =>
    ({
      kind: "open" as const,
      active,
      operation: { kind: "departure", id: "m1", guest: "nfs1", sinceMs: 5, destination: "host2" },
    }) as const;

  test("left open by an evacuation that was killed is repaired first, and then moved", async () => {
    const { done, where } = await run({
      guests: { nfs1: { memoryMiB: 512, open: open(false) } },
      peers: { host2: big },
    });
    expect(done.indexOf("repair nfs1")).toBeLessThan(done.indexOf("nfs1 to host2"));
    expect(Object.fromEntries(where)).toEqual({ nfs1: "host2" });
  });

  test("and is still on its way is repaired when its migration has ended", async () => {
    let tries = 0;
    const { done, where, said } = await run({
      guests: { nfs1: { memoryMiB: 512, open: open(false) } },
      peers: { host2: big },
      repairs: (guest) => {
        tries += 1;
        return tries < 4
          ? { kind: "unfinished", reason: "xl migrate (pid 7) is still at work on host1." }
          : { kind: "done", text: `${guest} stays on host1.` };
      },
    });
    expect(done.filter((each) => each === "repair nfs1")).toHaveLength(4);
    expect(Object.fromEntries(where)).toEqual({ nfs1: "host2" });
    expect(said.filter((each) => each.startsWith("error"))).toEqual([]);
  });

  test("and that another program has just now is repaired when that has ended", async () => {
    let tries = 0;
    const { where, record } = await run({
      guests: { nfs1: { memoryMiB: 512, open: open(false) } },
      peers: { host2: big },
      repairs: (guest) => {
        tries += 1;
        return tries < 3
          ? { kind: "refused", reason: `Nothing was done with ${guest} on host1: a repair is under way.` }
          : { kind: "done", text: `${guest} stays on host1.` };
      },
    });
    expect(Object.fromEntries(where)).toEqual({ nfs1: "host2" });
    expect(record.left).toEqual([]);
  });

  test("and cannot be repaired in the time of a move is named, and neither moved nor stopped", async () => {
    const { done, record, code } = await run({
      guests: { nfs1: { memoryMiB: 512, open: open(false) } },
      peers: { host2: big },
      repairs: () => ({ kind: "unfinished", reason: "host2 does not answer." }),
    });
    expect(new Set(done.filter((each) => each.includes("nfs1")))).toEqual(new Set(["repair nfs1"]));
    expect(record.left).toEqual([{ guest: "nfs1", reason: "host2 does not answer" }]);
    expect(code).toBe(3);
  });

  test.each([
    ["paused", "it is paused: let it go on, or destroy it with xensan stop --force"],
    ["crashed", "it is crashed: look at it"],
  ] as const)("of a guest that is %s is said, and it is not moved", async (state, reason) => {
    const { done, record } = await run({
      ...{ guests: { nfs1: { memoryMiB: 512, state } }, peers: { host2: big }, order: { leftover: "leave" } },
    });
    expect(done.filter((each) => each.includes(" to "))).toEqual([]);
    expect(record.left).toEqual([{ guest: "nfs1", reason }]);
  });

  test("a guest that rebooted and that nobody starts anew is waited for a minute, and not for the whole time", async () => {
    const scene = evacuationScene({
      guests: { nfs1: { memoryMiB: 512, state: "rebooting" }, web1: { memoryMiB: 256 } },
      ...{ peers: { host2: big }, order: { leftover: "leave" } },
    });
    const { record } = await scene.run();
    expect(Object.fromEntries(scene.where)).toEqual({ web1: "host2" });
    expect(record.left).toEqual([
      {
        guest: "nfs1",
        reason: expect.stringContaining("it has shut down to reboot, and nobody starts it anew"),
      },
    ]);
    expect(scene.clock.nowMs()).toBeLessThan(90_000);
  });

  test("a guest that is just rebooting is moved when it is back", async () => {
    const scene = evacuationScene({
      guests: { nfs1: { memoryMiB: 512, state: "rebooting" } },
      peers: { host2: big },
    });
    void scene.clock.sleep(20_000).then(() => scene.here.set("nfs1", { memoryMiB: 512 }));
    await scene.run();
    expect(Object.fromEntries(scene.where)).toEqual({ nfs1: "host2" });
  });

  test("says that it cannot be told, where the toolstack shows nothing, and does as ever", async () => {
    const reason = "xl list -v exited with 1";
    const { record, code, said, done } = await run({
      guests: { nfs1: { memoryMiB: 512 } },
      peers: { host2: big },
      blind: reason,
      stops: () => ({ kind: "refused", reason }),
    });
    expect(code).toBe(1);
    expect(done).toContain("stop nfs1 within 300 s");
    expect(said.slice(-2)).toEqual([
      `error: Whether nfs1 is still on host1 cannot be told: ${reason}.`,
      `error: Whether anything else runs on host1 cannot be told: ${reason}.`,
    ]);
    expect(record.left).toEqual([
      { guest: "nfs1", reason },
      { guest: "whatever else runs here", reason },
    ]);
  });

  test("that the cluster file does not have is named and not touched", async () => {
    const { record, code } = await run({ guests: {}, peers: { host2: big }, strangers: ["foreign"] });
    expect(record.left).toEqual([
      {
        guest: "foreign",
        reason: "the cluster file does not have it: add it there on every host, or shut it down by hand",
      },
    ]);
    expect(code).toBe(1);
  });

  test("a guest that reboots is not taken for gone", async () => {
    const scene = evacuationScene({ guests: { nfs1: { memoryMiB: 512 } }, peers: { host2: big } });
    scene.here.delete("nfs1");
    void scene.clock.sleep(2_000).then(() => scene.here.set("nfs1", { memoryMiB: 512 }));
    await scene.run();
    expect(Object.fromEntries(scene.where)).toEqual({ nfs1: "host2" });
  });

  test("an earlier record gives the times that are expected", async () => {
    const first = await run({ guests: { nfs1: { memoryMiB: 1_000 } }, peers: { host2: big } });
    const slow = { ...first.record, moves: first.record.moves.map((move) => ({ ...move, tookMs: 108_000 })) };
    const { record } = await run({
      ...{ guests: { web1: { memoryMiB: 500 } }, peers: { host2: big }, earlier: [slow] },
    });
    expect(record.planned).toEqual([{ guest: "web1", to: "host2", memoryMiB: 500, expectedMs: 58_000 }]);
  });
});
