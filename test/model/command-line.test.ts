import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleModel, readSource } from "./mutation/load.ts";
import { withoutChecks } from "./mutation/switched-off.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-model-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function model(main: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
  return { exitCode: status, stdout, stderr };
}

describe("npm run model", () => {
  test("ends with 0 and counts what it did", async () => {
    const main = await bundleModel(join(folder, "main.mjs"), "test/model/main.ts");
    const run = model(main, "--schedules", "50", "--seed", "1", "--json");
    expect(run.exitCode).toBe(0);
    const report = JSON.parse(run.stdout);
    expect(report).toMatchObject({ seed: 1, schedules: 50, counterexample: null });
    expect(report.events).toBeGreaterThan(50);
    expect(report.programs).toBeGreaterThan(50);
    expect(report.endings["repair: done"]).toBeGreaterThan(0);
    expect(report.reached["two starts at once"]).toBeGreaterThanOrEqual(0);
  });

  test("ends with 1 and tells the story of a counterexample", async () => {
    const [mutant] = withoutChecks(readSource("lib/guard/verdict/may-begin.ts")).filter(({ title }) =>
      title.startsWith("without nowhereElse"),
    );
    const main = await bundleModel(join(folder, "broken.mjs"), "test/model/main.ts", mutant);
    const run = model(main, "--schedules", "5000", "--seed", "1");
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/^With(out)? leases/);
    expect(run.stdout).toMatch(/ 1 host\d: /);
    expect(run.stdout).toContain("Broken: one writer: ");
  });

  test("takes only numbers", async () => {
    const main = await bundleModel(join(folder, "main.mjs"), "test/model/main.ts");
    const run = model(main, "--schedules", "many");
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("It is not a whole number.");
  });
});
