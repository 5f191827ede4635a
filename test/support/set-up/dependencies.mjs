import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { SetUpError } from "./set-up-error.mjs";

/** Beside the packages, so that it goes when they go. */
const stamp = "node_modules/.installed-from";

/** Runs `npm ci` unless node_modules is what package-lock.json says. */
export function dependencies() {
  const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) {
    process.stdout.write("as package-lock.json says\n");
    return;
  }
  const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (result.status !== 0) {
    throw new SetUpError(
      "npm ci failed; check that this machine reaches the npm registry, and run this again.",
    );
  }
  writeFileSync(stamp, lock);
}
