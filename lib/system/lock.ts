import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { codeOf, isForRoot } from "./error-code.ts";
import { flock, prepareFolder, stillThere, writeOver } from "./lock-file.ts";
import { readProcess } from "./process-table.ts";

/** Who holds a lock, for sentences: what is written into it never decides anything. */
export type LockHolder = {
  readonly pid: number;
  /** E.g. "a start". */
  readonly what: string;
  /** Wall clock, milliseconds since 1970. */
  readonly sinceMs: number;
  readonly user: string;
};

export type LockPurpose = Pick<LockHolder, "what" | "sinceMs" | "user">;

export type Taking =
  | { readonly kind: "taken"; readonly release: () => void }
  /** `by`: undefined where it has not said who it is yet. */
  | { readonly kind: "busy"; readonly by: LockHolder | undefined }
  /** One clause without the final stop. */
  | { readonly kind: "failed"; readonly reason: string };

export type LockState =
  | { readonly kind: "free" }
  | { readonly kind: "held"; readonly by: LockHolder | undefined }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Takes an exclusive lock that belongs to this process: the kernel gives it back when the process dies, however that
 * comes about, and nobody else can. It is flock(2)'s, on an open file that this process keeps; Node.js has no call for
 * it, so flock(1) of util-linux makes the call on the same open file and ends. The file stays when the lock goes:
 * whoever removed it would let a second holder in.
 *
 * @param path its folder is made, for this user only
 */
export async function takeLock(path: string, purpose: LockPurpose): Promise<Taking> {
  try {
    prepareFolder(path);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
      const taken = await tryLock(file, path, purpose).catch((error: unknown) => {
        closeSync(file);
        throw error;
      });
      if (taken.kind === "taken") return taken;
      closeSync(file);
      if (taken.kind !== "replaced") return taken;
    }
    return { kind: "failed", reason: `${path} is replaced again and again; leave it to xensan` };
  } catch (error) {
    const mend = isForRoot(error) ? "; run this as root" : "";
    return { kind: "failed", reason: `${path} cannot be locked (${codeOf(error)})${mend}` };
  }
}

async function tryLock(
  file: number,
  path: string,
  { what, sinceMs, user }: LockPurpose,
): Promise<Taking | { readonly kind: "replaced" }> {
  const answer = await flock(file, "exclusive");
  if (answer.kind === "failed")
    return { kind: "failed", reason: `${path} cannot be locked: ${answer.reason}` };
  if (answer.kind === "busy") return { kind: "busy", by: holderIn(path) };
  if (!stillThere(file, path)) return { kind: "replaced" };
  const startTime = readProcess(process.pid)?.startTime ?? "";
  writeOver(file, JSON.stringify({ pid: process.pid, startTime, what, sinceMs, user }));
  let held = true;
  const release = () => {
    if (!held) return;
    held = false;
    writeOver(file, "");
    closeSync(file);
  };
  return { kind: "taken", release };
}

/** Whether somebody holds a lock; changes nothing, and is not noticed by whoever takes it meanwhile. */
export async function lockState(path: string): Promise<LockState> {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const answer = await flock(file, "shared");
    if (answer.kind === "failed") return { kind: "unknown", reason: `${path}: ${answer.reason}` };
    return answer.kind === "locked" ? { kind: "free" } : { kind: "held", by: holderIn(path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { kind: "free" };
    return { kind: "unknown", reason: `${path} cannot be looked at (${codeOf(error)})` };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Undefined in the moment before the holder wrote it: then it is empty, or names a process that is no more. */
function holderIn(path: string): LockHolder | undefined {
  try {
    const { pid, startTime, what, sinceMs, user } = JSON.parse(readFileSync(path, "utf8"));
    if (readProcess(pid)?.startTime !== startTime) return undefined;
    return { pid, what: String(what), sinceMs: Number(sinceMs), user: String(user) };
  } catch {
    return undefined;
  }
}
