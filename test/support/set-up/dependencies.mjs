import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { runChild } from "./child.mjs";
import { SetUpError } from "./set-up-error.mjs";

/** Beside the packages, so that it goes when they go. */
const stamp = "node_modules/.installed-from";

/** Runs `npm ci` unless node_modules is what package-lock.json says, for this kind of machine. */
export async function dependencies() {
  const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
  // Some packages are native: a folder that was copied from another machine may not run here.
  const wanted = `${process.platform} ${process.arch} ${lock}\n`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
    process.stdout.write("as package-lock.json says\n");
    return;
  }
  /** @type {string | undefined} */
  let reason;
  // --include, because NODE_ENV=production would leave out what builds and tests.
  const code = await runChild(
    "npm",
    ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      onErrorLine: (line) => {
        reason ??= /^npm (?:error|ERR!) code (\S+)$/.exec(line)?.[1];
      },
    },
  );
  if (code !== 0) {
    throw new SetUpError(
      `npm ci failed (${reason ?? `exit code ${code}`}); check that this machine reaches the npm registry, and run this again.`,
    );
  }
  writeFileSync(stamp, wanted);
}
