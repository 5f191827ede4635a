import { describe, type ExpectStatic as Expect, it } from "vitest";
import { type DeathAt, openScene, type Scene } from "../../support/hand-over/scene.ts";

const hosts = ["host1", "host2"] as const;

/** Where the guest is, by both hosts' own word. */
async function whereabouts(scene: Scene): Promise<readonly string[]> {
  const found: string[] = [];
  for (const host of hosts) {
    for (const domain of await scene.domains(host)) found.push(`${host}: ${domain}`);
  }
  return found;
}

/** Repairs where something is on record, until nothing is. What a killed program had begun may still be at work at first. */
async function repairAll(scene: Scene): Promise<void> {
  const said: string[] = [];
  for (let round = 1; round <= 8; round += 1) {
    const left = hosts.filter((host) => scene.openOperations(host).length > 0);
    if (left.length === 0) return;
    for (const host of left) said.push(JSON.stringify(await scene.run(host, "repair")));
  }
  throw new Error(`repair does not come to an end:\n${said.join("\n")}`);
}

/** One copy with its lease, or none and no lease; nothing on record; one writer at a time, and no record of it lost. */
async function expectSound(scene: Scene, expect: Expect): Promise<readonly string[]> {
  const found = await whereabouts(scene);
  expect(found.length).toBeLessThanOrEqual(1);
  for (const each of found) expect(each).toMatch(/: nfs1 [-r][-b]----$/);
  expect(await scene.holders()).toEqual(found.map((each) => each.replace(/:.*/, "")));
  expect(hosts.flatMap(scene.openOperations)).toEqual([]);
  expect(await scene.complaints()).toMatch(/^(check-disk: there are no records\n)?$/);
  return found;
}

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

async function bring(scene: Scene, expect: Expect, to: "nowhere" | "host1"): Promise<void> {
  const [found] = await whereabouts(scene);
  if (found?.startsWith(`${to}:`)) return;
  if (found !== undefined)
    expect(await scene.run(found.replace(/:.*/, ""), "stop")).toMatchObject({ kind: "done" });
  if (to !== "nowhere") expect(await scene.run(to, "start")).toMatchObject({ kind: "done" });
}

async function inScene(test: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await openScene(hosts);
  try {
    await test(scene);
  } finally {
    await scene.end();
  }
}

const minutes = 60_000;

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
        expect(last).toBe(firstStep === 1 ? 15 : 14);
      });
    },
  );

  it("of a migration, on its destination, while it prepares", async ({ expect }) => {
    await inScene(async (scene) => {
      expect(await killAtEveryStep(scene, expect, { program: "prepare", on: "host2" }, move)).toBe(3);
    });
  });

  it("of a migration, on its destination, while it takes over", async ({ expect }) => {
    await inScene(async (scene) => {
      expect(await killAtEveryStep(scene, expect, { program: "take", on: "host2" }, move)).toBe(9);
    });
  });
});
