import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hunt } from "./mutation/hunt.ts";
import { bundleModel } from "./mutation/load.ts";
import { seedOfRun } from "./seed.ts";
import { situations } from "./story/tally.ts";

const schedules = 100_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-model-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the guard's programs in a world where everything fails", () => {
  test(`keep every invariant in ${schedules} schedules, which reach every situation`, async () => {
    const bundle = await bundleModel(join(folder, "model.mjs"), "test/model/bundle.ts");
    const seed = seedOfRun();
    const hunted = await hunt({ bundle, schedules, seed, tells: true });
    expect(hunted.story, `seed ${seed}`).toBe("");
    const reached = new Map(hunted.reached);
    expect(situations.filter((situation) => !reached.has(situation))).toEqual([]);
    expect(hunted.schedules).toBe(schedules);
  });
});
