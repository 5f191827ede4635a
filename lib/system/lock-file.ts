import { spawn } from "node:child_process";
import { fstatSync, ftruncateSync, lstatSync, mkdirSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { searchPath } from "./search-path.ts";

export type FlockAnswer =
  | { readonly kind: "locked" }
  | { readonly kind: "busy" }
  | { readonly kind: "failed"; readonly reason: string };

/** flock(1)'s own exit codes are 1 and, from sysexits.h, 64 and more. */
const busyCode = 9;

const capMs = 5_000;

/**
 * Locks an open file for as long as this process has it open: the descriptor 3 of flock(1) is the same open file.
 * "exclusive" waits half a second, because somebody who only looks ("shared") has it for some milliseconds.
 */
export function flock(file: number, mode: "exclusive" | "shared"): Promise<FlockAnswer> {
  const waiting = mode === "exclusive" ? ["--wait", "0.5"] : ["--nonblock"];
  return new Promise((resolve) => {
    const child = spawn("flock", [`--${mode}`, ...waiting, "--conflict-exit-code", String(busyCode), "3"], {
      stdio: ["ignore", "ignore", "ignore", file],
      env: { PATH: searchPath(undefined), LC_ALL: "C" },
      timeout: capMs,
      killSignal: "SIGKILL",
    });
    child.once("error", (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "ENOENT" ? "flock is not installed" : `flock could not be started: ${error.code}`;
      resolve({ kind: "failed", reason });
    });
    child.once("close", (code, signal) => {
      if (code === 0) resolve({ kind: "locked" });
      else if (code === busyCode) resolve({ kind: "busy" });
      else resolve({ kind: "failed", reason: `flock ended with ${code ?? signal}` });
    });
  });
}

/** @throws Error where the folder is another user's, or others may write to it: they could take the file away */
export function prepareFolder(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  const own = process.geteuid?.();
  if (uid === 0 && own !== 0) throw new Error(`${folder} is root's; run this as root`);
  if (uid !== own || (mode & 0o022) !== 0) {
    throw new Error(`others than this user may change ${folder}`);
  }
}

/** Whether the name still leads to the open file. */
export function stillThere(file: number, path: string): boolean {
  try {
    const [open, named] = [fstatSync(file), statSync(path)];
    return open.dev === named.dev && open.ino === named.ino;
  } catch {
    return false;
  }
}

export function writeOver(file: number, content: string): void {
  ftruncateSync(file, 0);
  if (content !== "") writeSync(file, content, 0);
}
