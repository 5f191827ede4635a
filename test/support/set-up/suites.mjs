import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { SetUpError } from "./set-up-error.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, what: string, run: (prefix: string) => Promise<Count> }} Suite */

/** @type {Suite[]} */
const suites = [
  { name: "unit", what: "unit and golden tests", run: (prefix) => vitest("unit", prefix) },
  {
    name: "model",
    what: "the guard's programs in a model of hosts that fail",
    run: (prefix) => vitest("model", prefix),
  },
  {
    name: "contract",
    what: "contract tests of the built files",
    run: (prefix) => bats(contractFiles("contract"), prefix),
  },
  {
    name: "guests",
    what: "contract tests of the agent for guests",
    run: (prefix) => bats(contractFiles("guests"), prefix),
  },
  {
    name: "commands",
    what: "contract tests of the commands and hooks for guests",
    run: (prefix) => bats(contractFiles("commands"), prefix),
  },
  {
    name: "lab",
    what: "labs: real clusters, sshd and mounts in namespaces",
    run: (prefix) => vitest("lab", prefix),
  },
  { name: "lease", what: "lab of the lease: real sanlock", run: (prefix) => vitest("lease", prefix) },
  {
    name: "hand-over",
    what: "lab of the hand-over: killed before each step, on real sanlock",
    run: (prefix) => vitest("hand-over", prefix),
  },
  {
    name: "lab-guests",
    what: "lab of guests: real cluster, sshd and sanlock, moved by the commands; hosts and networks fail",
    run: (prefix) => vitest("lab-guests", prefix),
  },
  {
    name: "page",
    what: "the page of xensan status in Debian's Chromium",
    run: (prefix) => vitest("page", prefix),
  },
  {
    name: "host",
    what: "lab of the hosts' configuration: each file in its real parser",
    run: (prefix) => vitest("host", prefix),
  },
];

/** What computes and what mostly waits, side by side: one after the other they would take twice as long. */
const lanes = [
  ["unit", "model"],
  ["contract", "lab"],
  ["guests", "hand-over"],
  ["page", "host", "lease"],
  ["commands"],
  ["lab-guests"],
];

/** They take too long beside all others in `npm test`; `npm run test:guests` runs them, and .ci/run does both. */
const notByDefault = ["commands", "lab-guests"];

/**
 * @param {string[]} names none: all
 * @returns {Suite[]}
 */
export function chooseSuites(names) {
  const usual = suites.map(({ name }) => name).filter((name) => !notByDefault.includes(name));
  return (names.length > 0 ? names : usual).map((name) => {
    const suite = suites.find((each) => each.name === name);
    if (suite) return suite;
    const known = suites.map((each) => each.name).join(", ");
    throw new SetUpError(`there is no suite "${name}"; there are ${known}.`);
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
  const filled = lanes
    .map((lane) => chosen.filter(({ name }) => lane.includes(name)))
    .filter((lane) => lane.length > 0);
  const counts = await Promise.allSettled(filled.map((lane) => runLane(lane, filled.length > 1, step)));
  for (const each of counts) {
    if (each.status === "rejected") throw each.reason;
    total.passed += each.value.passed;
    total.failed += each.value.failed;
    total.skipped += each.value.skipped;
  }
  // In CI nothing is skipped: a missing tool is a failure there.
  const skippedInCi = process.env["CI"] ? total.skipped : 0;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed + skippedInCi === 0 && total.passed > 0 ? 0 : 1;
}

/**
 * @param {Suite[]} lane
 * @param {boolean} named whether each line says which suite it is of
 * @param {(what: string) => void} step
 * @returns {Promise<Count>}
 */
async function runLane(lane, named, step) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, what, run } of lane) {
    const started = performance.now();
    step(what);
    const count = await run(named ? `${name}: ` : "");
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
    step(`${what}: ${Math.round((performance.now() - started) / 1000)} s, ${count.failed} failed`);
  }
  return total;
}

/**
 * @param {string} project
 * @param {string} prefix of its lines
 * @returns {Promise<Count>}
 */
async function vitest(project, prefix) {
  const folder = mkdtempSync(join(tmpdir(), "xensan-test-"));
  const report = join(folder, "report.json");
  try {
    // As in the contract tests, another Node.js than the one that set all up.
    const words = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ];
    const ignore = () => {};
    // Alone it has the terminal to itself.
    const lines = prefix === "" ? {} : { prefix, onLine: ignore, onErrorLine: ignore };
    const code = await runChild(process.env["XENSAN_NODE"] ?? process.execPath, words, lines);
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

/**
 * @param {"contract" | "guests" | "commands"} suite
 * @returns {string[]}
 */
function contractFiles(suite) {
  const names = readdirSync("test/contract").filter(
    (name) => name.endsWith(".bats") && suiteOf(name) === suite,
  );
  return names.map((name) => `test/contract/${name}`);
}

/** @param {string} name of a file */
function suiteOf(name) {
  if (/^(commands|evacuate|XenVM-block|XenVM-xendomains)/.test(name)) return "commands";
  return name.startsWith("XenVM") ? "guests" : "contract";
}

/**
 * @param {string[]} files
 * @param {string} prefix of its lines
 * @returns {Promise<Count>}
 */
async function bats(files, prefix) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const code = await runChild("sh", ["test/support/contract/run.sh", ...files], {
    prefix,
    ...(prefix === "" ? {} : { onErrorLine: () => {} }),
    onLine: (line) => {
      if (/^ok \d+ .*# skip/.test(line)) count.skipped += 1;
      else if (/^ok \d+ /.test(line)) count.passed += 1;
      else if (/^not ok \d+ /.test(line)) count.failed += 1;
    },
  });
  return { ...count, failed: Math.max(count.failed, code === 0 ? 0 : 1) };
}
