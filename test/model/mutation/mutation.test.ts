import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hunt } from "./hunt.ts";
import { bundleModel } from "./load.ts";
import { allMutants } from "./mutants.ts";
import { spared } from "./spared.ts";

/** So many at the most; nearly every mutant falls within the first thousand. */
const schedules = 100_000;
/** The same in every run: how long a mutant stands is a matter of luck, whether it falls must not be. */
const seed = 1;
const mutants = allMutants();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-model-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the model finds a counterexample against the guard", () => {
  test.for(mutants.filter(({ title }) => !Object.hasOwn(spared, title)))("$title", async (mutant) => {
    const path = join(folder, `${mutants.indexOf(mutant)}.mjs`);
    const bundle = await bundleModel(path, "test/model/bundle.ts", mutant);
    const hunted = await hunt({ bundle, schedules, seed, tells: false });
    process.stdout.write(`${hunted.schedules} schedules to "${hunted.broken}": ${mutant.title}\n`);
    expect(hunted.broken).toBeDefined();
  });
});

describe("the list of mutants", () => {
  const titles = mutants.map(({ title }) => title);

  test("has every step that writes a journal or a lease or waits for an absence", () => {
    for (const kind of [
      ...["open-operation", "close-operation", "rename-operation", "acquire", "release", "await-absence"],
    ]) {
      const written = textOf("lib/guard/programs").split(`kind: "${kind}"`).length - 1;
      expect(written, kind).toBeGreaterThan(0);
      expect(titles.filter((title) => title.startsWith(`without ${kind} in `)).length, kind).toBe(written);
    }
  });

  test("has every check of the verdicts", () => {
    const checks = [...textOf("lib/guard/verdict").matchAll(/const (\w+): Check</g)].map(([, name]) => name);
    expect(checks.length).toBeGreaterThan(4);
    for (const check of checks) {
      expect(titles.filter((title) => title.startsWith(`without ${check} in `)).length, check).toBe(1);
    }
    expect(titles.filter((title) => title.endsWith(" of death.ts")).length).toBeGreaterThan(5);
  });

  test("has no title twice, and has those that are spared", () => {
    expect(new Set(titles).size).toBe(titles.length);
    expect(Object.keys(spared).filter((title) => !titles.includes(title))).toEqual([]);
  });
});

function textOf(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}
