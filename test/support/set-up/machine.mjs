import { readFileSync } from "node:fs";
import { SetUpError } from "./set-up-error.mjs";

/**
 * Says in one sentence why this machine cannot run the labs.
 * @param {string} floor the engines entry of package.json, e.g. ">=20.19"
 */
export function checkMachine(floor) {
  const [needMajor = 0, needMinor = 0] = floor.replace(">=", "").split(".").map(Number);
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    throw new SetUpError(
      `this is Node.js ${process.versions.node}, and ${floor} is needed; install a newer one.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new SetUpError(
      "the labs need root, for network namespaces, mounts and loop devices; run this as root.",
    );
  }
  if (!isDebianSince(12)) {
    throw new SetUpError(
      "the labs install Debian's packages of Pacemaker and others; run this on Debian 12 or 13.",
    );
  }
}

/** @param {number} release */
function isDebianSince(release) {
  const text = osRelease();
  if (!/^ID="?debian"?$/m.test(text)) return false;
  // Testing has no number, and is later than any that has one.
  const number = /^VERSION_ID="?(\d+)/m.exec(text)?.[1];
  return number === undefined || Number(number) >= release;
}

function osRelease() {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}
