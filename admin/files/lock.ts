import { readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { readProcess } from "../../lib/system/process-table.ts";
import { AdminError, adminExit } from "../terminal.ts";
import { lockPath, staged } from "./paths.ts";

/** A process: pid and start, because pids are given out again. */
export type Holder = { readonly pid: number; readonly startTime: string };

export type Holders = { readonly self: Holder; readonly isAlive: (holder: Holder) => boolean };

export function processHolders(): Holders {
  const startTime = (pid: number) => readProcess(pid)?.startTime;
  return {
    self: { pid: process.pid, startTime: startTime(process.pid) ?? "" },
    isAlive: (holder) => startTime(holder.pid) === holder.startTime,
  };
}

/**
 * Takes the lock of a root, so that only one xensan at a time changes files there; a lock whose holder died is taken
 * over. Call the result to give it back.
 *
 * The lock is a symbolic link whose target is the holder: the one thing that comes into being with its content in a
 * single step. It is in the root itself, the only folder that is there before anything is installed.
 *
 * @throws AdminError refused, naming the holder
 */
export function takeLock(root: string, { self, isAlive }: Holders): () => void {
  const lock = join(root, lockPath);
  const dead = join(root, staged(lockPath));
  const content = `${self.pid}:${self.startTime}`;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (created(lock, content)) {
      rmSync(dead, { force: true });
      return () => rmSync(lock, { force: true });
    }
    const found = contentOf(lock);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder === undefined || isAlive(holder)) throw held(lock, holder);
    // Renamed away and looked at again: another one may have taken the dead lock over in the meantime.
    renameIfThere(lock, dead);
    const taken = contentOf(dead);
    if (taken !== undefined && taken !== found) created(lock, taken);
  }
  throw held(lock, undefined);
}

/** Works under the lock. @throws AdminError refused, naming the holder */
export function locked<T>(root: string, holders: Holders, work: () => T): T {
  const release = takeLock(root, holders);
  try {
    return work();
  } finally {
    release();
  }
}

/** Whether somebody holds the lock of a root, or died with it. */
export function isLocked(root: string): boolean {
  return [lockPath, staged(lockPath)].some((path) => contentOf(join(root, path)) !== undefined);
}

function held(lock: string, holder: Holder | undefined): AdminError {
  return new AdminError(
    adminExit.refused,
    holder === undefined
      ? `Another xensan that writes files holds ${lock}: wait for it; if none runs, delete ${lock} and run it again.`
      : `Another xensan that writes files is at work (process ${holder.pid}, lock ${lock}): wait until it is done.`,
  );
}

function parseHolder(content: string): Holder | undefined {
  const [pid, startTime] = content.split(":");
  if (startTime === undefined || !/^\d+$/.test(pid ?? "")) return undefined;
  return { pid: Number(pid), startTime };
}

function created(lock: string, content: string): boolean {
  try {
    symlinkSync(content, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** What is no symbolic link was not made here, and so has a holder that nobody knows. */
function contentOf(lock: string): string | undefined {
  try {
    return readlinkSync(lock);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (codeOf(error) === "EINVAL") return "";
    throw error;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
