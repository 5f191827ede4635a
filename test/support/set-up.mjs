// Sets up all that `npm start` and `npm test` need, then runs them. It is what a fresh clone runs first, so it uses
// nothing but Node.js itself.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { dependencies } from "./set-up/dependencies.mjs";
import { checkMachine } from "./set-up/machine.mjs";
import { packages } from "./set-up/packages.mjs";
import { SetUpError } from "./set-up/set-up-error.mjs";
import { chooseSuites, runSuites } from "./set-up/suites.mjs";

/** @param {string} what */
function step(what) {
  process.stdout.write(`\n== ${what}\n`);
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function run(file, args) {
  const { status } = spawnSync(file, args, { stdio: "inherit" });
  return status ?? 1;
}

/** @param {string[]} words */
async function main([command, ...suites]) {
  if (command !== "start" && command !== "test") {
    throw new SetUpError(`set-up.mjs takes start or test, not "${command ?? ""}".`);
  }
  const chosen = command === "test" ? chooseSuites(suites) : [];
  process.chdir(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
  const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
  checkMachine(engines.node);
  step("Debian packages");
  packages();
  step("npm packages");
  dependencies();
  step("build");
  if (run("npm", ["run", "--silent", "build"]) !== 0) throw new SetUpError("the build failed; see above.");
  if (command === "start") return run("node_modules/.bin/tsx", ["test/lab/pacemaker/demo.ts"]);
  return runSuites(chosen, step);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const text = error instanceof SetUpError ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`\nxensan: ${text}\n`);
  process.exitCode = 1;
}
