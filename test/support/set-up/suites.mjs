import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runChild } from "./child.mjs";
import { SetUpError } from "./set-up-error.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ prefix: string, node: string | undefined }} How `prefix`: of its lines; `node`: another Node.js than this one */
/** @typedef {{ name: string, what: string, run: (how: How) => Promise<Count> }} Suite */
/** @typedef {Suite & { node: string | undefined }} Chosen */

/** @type {Suite[]} */
const suites = [
  { name: "unit", what: "unit and golden tests", run: (how) => vitest("unit", how) },
  {
    name: "model",
    what: "the guard's programs in a model of hosts that fail",
    run: (how) => vitest("model", how),
  },
  {
    name: "contract",
    what: "contract tests of the built files",
    run: (how) => bats(contractFiles("contract"), how),
  },
  {
    name: "guests",
    what: "contract tests of the agent for guests",
    run: (how) => bats(contractFiles("guests"), how),
  },
  {
    name: "commands",
    what: "contract tests of the commands and hooks for guests",
    run: (how) => bats(contractFiles("commands"), how),
  },
  {
    name: "lab",
    what: "labs: real clusters, sshd and mounts in namespaces",
    run: (how) => vitest("lab", how),
  },
  { name: "lease", what: "lab of the lease: real sanlock", run: (how) => vitest("lease", how) },
  {
    name: "hand-over",
    what: "lab of the hand-over: killed before each step, on real sanlock",
    run: (how) => vitest("hand-over", how),
  },
  {
    name: "lab-guests",
    what: "lab of guests: real cluster, sshd and sanlock, moved by the commands; hosts and networks fail",
    run: (how) => vitest("lab-guests", how),
  },
  {
    name: "page",
    what: "the page of xensan status in Debian's Chromium",
    run: (how) => vitest("page", how),
  },
  {
    name: "host",
    what: "lab of the hosts' configuration: each file in its real parser",
    run: (how) => vitest("host", how),
  },
];

/**
 * What computes and what mostly waits, side by side: one after the other they would take twice as long. In a lane one
 * follows the other, in this order: no two that start many processes begin together.
 */
const lanes = [
  ["model", "unit"],
  ["lab"],
  ["guests", "contract", "hand-over"],
  ["lease", "page", "host"],
  ["commands"],
  ["lab-guests"],
];

/** They take too long beside all others in `npm test`; `npm run test:guests` runs them, and .ci/run does both. */
const notByDefault = ["commands", "lab-guests"];

/** Of what bats runs: they mostly wait, each file on a host of its own. */
const filesAtATime = 3;

/**
 * @param {string[]} words of suites; none: all. "guests@/opt/node/bin/node": on that Node.js
 * @returns {Chosen[]}
 */
export function chooseSuites(words) {
  const usual = suites.map(({ name }) => name).filter((name) => !notByDefault.includes(name));
  return (words.length > 0 ? words : usual).map((word) => {
    const [, name, node] = /^([^@]*)@(.+)$/.exec(word) ?? ["", word];
    const suite = suites.find((each) => each.name === name);
    if (suite) return { ...suite, node };
    const known = suites.map((each) => each.name).join(", ");
    throw new SetUpError(`there is no suite "${name}"; there are ${known}.`);
  });
}

/**
 * Runs suites and ends with one line that counts.
 * @param {Chosen[]} chosen
 * @param {(what: string) => void} step
 * @returns {Promise<number>} exit code
 */
export async function runSuites(chosen, step) {
  // Tests start thousands of Node.js, none of which speaks TLS, and each would read these certificates.
  delete process.env["NODE_EXTRA_CA_CERTS"];
  const nodes = [...new Set(chosen.map(({ node }) => node))];
  const filled = nodes
    .flatMap((on) =>
      lanes.map((lane) =>
        lane.flatMap((of) => chosen.filter(({ name, node }) => node === on && name === of)),
      ),
    )
    .filter((lane) => lane.length > 0);
  const total = await sideBySide(filled.map((lane) => runLane(lane, filled.length > 1, step)));
  // In CI nothing is skipped: a missing tool is a failure there.
  const skippedInCi = process.env["CI"] ? total.skipped : 0;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed + skippedInCi === 0 && total.passed > 0 ? 0 : 1;
}

/**
 * @param {Chosen[]} lane
 * @param {boolean} named whether each line says which suite it is of
 * @param {(what: string) => void} step
 * @returns {Promise<Count>}
 */
function runLane(lane, named, step) {
  return inTurn([...lane], async ({ name, what, node, run }) => {
    const started = performance.now();
    const where = node === undefined ? "" : ` on ${node}`;
    step(what + where);
    const count = await run({ prefix: named ? `${name}: ` : "", node });
    step(`${what}${where}: ${Math.round((performance.now() - started) / 1000)} s, ${count.failed} failed`);
    return count;
  });
}

/**
 * Waits for all, also where one of them fails: it may have something to clean up.
 * @param {Promise<Count>[]} runs
 * @returns {Promise<Count>}
 */
async function sideBySide(runs) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const end of await Promise.allSettled(runs)) {
    if (end.status === "rejected") throw end.reason;
    add(total, end.value);
  }
  return total;
}

/**
 * One after the other, for as long as there are any; several may take from the same ones.
 * @template T
 * @param {T[]} waiting is emptied
 * @param {(each: T) => Promise<Count>} run
 * @returns {Promise<Count>}
 */
async function inTurn(waiting, run) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) add(total, await run(each));
  return total;
}

/**
 * @param {Count} total
 * @param {Count} more
 */
function add(total, more) {
  total.passed += more.passed;
  total.failed += more.failed;
  total.skipped += more.skipped;
}

/**
 * @param {string} project
 * @param {How} how
 * @returns {Promise<Count>}
 */
async function vitest(project, { prefix, node = process.execPath }) {
  const folder = mkdtempSync(join(tmpdir(), "xensan-test-"));
  const report = join(folder, "report.json");
  try {
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
    const code = await runChild(node, words, lines);
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
 * @param {How} how
 * @returns {Promise<Count>}
 */
function bats(files, how) {
  const waiting = [...files];
  const runs = Array.from({ length: filesAtATime }, () => inTurn(waiting, (file) => batsFile(file, how)));
  return sideBySide(runs);
}

/**
 * @param {string} file
 * @param {How} how
 * @returns {Promise<Count>}
 */
async function batsFile(file, { prefix, node }) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const code = await runChild("sh", ["test/support/contract/run.sh", file], {
    prefix: `${prefix}${basename(file, ".bats")}: `,
    ...(prefix === "" ? {} : { onErrorLine: () => {} }),
    ...(node === undefined ? {} : { env: { XENSAN_NODE: node } }),
    onLine: (line) => {
      if (/^ok \d+ .*# skip/.test(line)) count.skipped += 1;
      else if (/^ok \d+ /.test(line)) count.passed += 1;
      else if (/^not ok \d+ /.test(line)) count.failed += 1;
    },
  });
  return { ...count, failed: Math.max(count.failed, code === 0 ? 0 : 1) };
}
