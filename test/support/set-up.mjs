// Sets up all that `npm start` and `npm test` need, then runs them. It is what a fresh clone runs first, so it uses
// nothing but Node.js itself.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Interrupted, runChild } from "./set-up/child.mjs";
import { dependencies } from "./set-up/dependencies.mjs";
import { checkMachine } from "./set-up/machine.mjs";
import { packages } from "./set-up/packages.mjs";
import { SetUpError } from "./set-up/set-up-error.mjs";
import { chooseSuites, runSuites } from "./set-up/suites.mjs";
import { unpackedPackages } from "./set-up/unpacked.mjs";

/** Suites that run programs of packages which this machine does not have installed. */
const needUnpacked = ["unit", "guests", "commands", "lab", "lab-guests", "host"];

/** @param {string} what */
function step(what) {
  process.stdout.write(`\n== ${what}\n`);
}

/** @param {string[]} words */
async function main([command, ...words]) {
  if (command !== "start" && command !== "test" && command !== "prepare" && command !== "xen") {
    throw new SetUpError(`set-up.mjs takes start, test, prepare or xen, not "${command ?? ""}".`);
  }
  if (command === "xen" && !/^(--all|--failures|shell)?$/.test(words.join(" "))) {
    throw new SetUpError(
      'lab:xen takes nothing, "-- --failures" (what goes wrong on the way), "-- --all" (both), or "-- shell" (the hosts stay up).',
    );
  }
  // Of what takes long: all of it, and not only a choice.
  if (words.includes("--all")) process.env["XENSAN_ALL"] = "yes";
  const chosen = command === "test" ? chooseSuites(words.filter((word) => word !== "--all")) : [];
  process.chdir(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
  const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
  checkMachine(engines.node);
  step("Debian packages");
  await packages(command === "xen" ? "xen" : "labs");
  step("npm packages");
  await dependencies();
  if (command === "start" || chosen.some(({ name }) => needUnpacked.includes(name))) {
    step("Debian packages that are only unpacked");
    // The demonstration needs Xen's xendomains and block script.
    unpackedPackages(command === "start" ? ["xen"] : undefined);
  }
  step("build");
  if ((await runChild("npm", ["run", "--silent", "build"])) !== 0) {
    throw new SetUpError("the build failed; see above.");
  }
  if (command === "prepare") return 0;
  if (command === "xen") {
    step("two Xen hosts under QEMU");
    return runChild(process.execPath, ["--import", "tsx", "test/lab/xen/main.ts", ...words]);
  }
  if (command === "start")
    return runChild(process.execPath, ["--import", "tsx", "test/lab/pacemaker/demo.ts"]);
  return runSuites(chosen, step);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Interrupted) {
    // As if there had been nothing to wait for.
    process.kill(process.pid, error.signal);
  } else {
    const text = error instanceof SetUpError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`\nxensan: ${text}\n`);
    process.exitCode = 1;
  }
}
