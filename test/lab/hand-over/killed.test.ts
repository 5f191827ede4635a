import { describe, type ExpectStatic as Expect, it } from "vitest";
import type { DeathAt, Scene } from "../../support/hand-over/scene.ts";
import { poll } from "../../support/lab/poll.ts";
import { bring, expectSound, inScene, minutes, repairAll, whereabouts } from "./soundness.ts";

type Attempt = {
  readonly command: string;
  readonly from: "nowhere" | "host1";
  readonly destination?: string;
  /** Default: 1 and 1. */
  readonly firstStep?: number;
  readonly stride?: number;
};

/**
 * Has a program die before its first step, then before a later one, and so on until one lives to its end.
 * @returns the step before which none can die any more
 */
async function killAtEveryStep(
  scene: Scene,
  expect: Expect,
  victim: Pick<DeathAt, "program" | "on">,
  { command, from, destination = "", firstStep = 1, stride = 1 }: Attempt,
): Promise<number> {
  for (let beforeStep = firstStep; ; beforeStep += stride) {
    await bring(scene, expect, from);
    const died = await scene.runDying("host1", command, destination, { ...victim, beforeStep });
    await repairAll(scene);
    await repairWhoEndedLate(scene);
    await destroyWhatWaits(scene, expect);
    await expectSound(scene, expect);
    if (!died) return beforeStep;
  }
}

/** A start that died between creating the guest and letting it run leaves it paused, and repair says so. */
async function destroyWhatWaits(scene: Scene, expect: Expect): Promise<void> {
  const [found] = await whereabouts(scene);
  if (found !== "host1: nfs1 --p---") return;
  expect(await scene.run("host1", "repair")).toMatchObject({
    kind: "done",
    text: expect.stringMatching(/paused\); let it go on by hand, or destroy it with xensan stop --force\.$/),
  });
  expect(await scene.run("host1", "stop-by-force")).toMatchObject({ kind: "done" });
}

/** A guest that was asked to shut down may do so only after repair saw it run; its lease is for another repair then. */
async function repairWhoEndedLate(scene: Scene): Promise<void> {
  let before = "";
  const stays = async () => {
    const found = await whereabouts(scene);
    const same = found.join() === before && found.every((each) => / (?:[-r][-b]-|--p)---$/.test(each));
    before = found.join();
    return same;
  };
  await poll(stays, { timeoutMs: 20_000, everyMs: 700 });
  const [holder] = await scene.holders();
  if (holder !== undefined && before === "") await scene.run(holder, "repair");
}

const onSource = { program: "command", on: "host1" } as const;
const move = { command: "migrate", from: "host1", destination: "host2" } as const;

// Real sanlock, real programs and files, a stand-in for xl; the scenes mostly wait, so they run side by side.
describe.concurrent("killed by SIGKILL before each of its steps, and then repaired, there is one writer at a time", {
  timeout: 5 * minutes,
}, () => {
  it("of a start", async ({ expect }) => {
    await inScene(async (scene) => {
      expect(await killAtEveryStep(scene, expect, onSource, { command: "start", from: "nowhere" })).toBe(11);
    });
  });

  it("of a stop", async ({ expect }) => {
    await inScene(async (scene) => {
      expect(await killAtEveryStep(scene, expect, onSource, { command: "stop", from: "host1" })).toBe(9);
    });
  });

  it.each([1, 2])(
    "of a migration, on its source, before step %i and every second one from there",
    async (firstStep) => {
      const { expect } = await import("vitest");
      await inScene(async (scene) => {
        const last = await killAtEveryStep(scene, expect, onSource, { ...move, firstStep, stride: 2 });
        // More where it has to wait for what is still at work.
        expect(last).toBeGreaterThanOrEqual(firstStep === 1 ? 11 : 12);
      });
    },
  );

  it("of a migration, on its destination, while it prepares", async ({ expect }) => {
    await inScene(async (scene) => {
      expect(await killAtEveryStep(scene, expect, { program: "prepare", on: "host2" }, move)).toBe(4);
    });
  });

  it("of a migration, on its destination, while it takes over", async ({ expect }) => {
    await inScene(async (scene) => {
      expect(await killAtEveryStep(scene, expect, { program: "take", on: "host2" }, move)).toBe(8);
    });
  });
});
