import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { SetUpError } from "./set-up-error.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ what: string, run: () => Promise<Count> }} Suite */

/** @type {Record<string, Suite>} */
const suites = {
  unit: { what: "unit and golden tests", run: () => vitest("unit") },
  contract: { what: "contract tests of the built files", run: bats },
  lab: { what: "Pacemaker lab: real clusters in namespaces", run: () => vitest("lab") },
};

/**
 * @param {string[]} names none: all
 * @returns {Suite[]}
 */
export function chooseSuites(names) {
  return (names.length > 0 ? names : Object.keys(suites)).map((name) => {
    const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
    if (suite) return suite;
    throw new SetUpError(`there is no suite "${name}"; there are ${Object.keys(suites).join(", ")}.`);
  });
}

/**
 * Runs suites and ends with one line that counts.
 * @param {Suite[]} chosen
 * @param {(what: string) => void} step
 * @returns {Promise<number>} exit code
 */
export async function runSuites(chosen, step) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of chosen) {
    step(suite.what);
    const count = await suite.run();
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  }
  // In CI nothing is skipped: a missing tool is a failure there.
  const skippedInCi = process.env["CI"] ? total.skipped : 0;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed + skippedInCi === 0 && total.passed > 0 ? 0 : 1;
}

/**
 * @param {string} project
 * @returns {Promise<Count>}
 */
async function vitest(project) {
  const folder = mkdtempSync(join(tmpdir(), "xensan-test-"));
  const report = join(folder, "report.json");
  try {
    // As in the contract tests, another Node.js than the one that set all up.
    const code = await runChild(process.env["XENSAN_NODE"] ?? process.execPath, [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ]);
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    // A file that does not load, or an error outside tests, fails the run without a failed test.
    const failed = Math.max(numFailedTests, code === 0 ? 0 : 1);
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns {Promise<Count>} */
async function bats() {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const code = await runChild("sh", ["test/support/contract/run.sh", "test/contract"], {
    onLine: (line) => {
      if (/^ok \d+ .*# skip/.test(line)) count.skipped += 1;
      else if (/^ok \d+ /.test(line)) count.passed += 1;
      else if (/^not ok \d+ /.test(line)) count.failed += 1;
    },
  });
  return { ...count, failed: Math.max(count.failed, code === 0 ? 0 : 1) };
}
