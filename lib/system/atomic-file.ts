import { closeSync, fchmodSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a whole file or nothing: beside the target, fsync, rename, fsync of the folder. A reader, a crash or a
 * full disk never sees half of it. A symbolic link at the target is replaced and not followed. A crash can leave
 * one file beside the target: its name begins with a full stop and ends with ".new".
 *
 * @param mode permission bits, e.g. 0o644; not narrowed by the umask
 * @throws the error of the system call that failed; the file beside the target is removed, and the target is as it
 *   was, unless only the fsync of the folder failed: then it is new, but a power failure may bring the old one back
 */
export function writeFileAtomically(path: string, content: string | Uint8Array, mode: number): void {
  const beside = pathBeside(path);
  writeNewFile(beside, content, mode);
  try {
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/**
 * The same for a file that must not be there yet, also not as a symbolic link: what is there stays.
 *
 * @throws EEXIST if there is anything of that name, else the error of the system call that failed
 */
export function createFileAtomically(path: string, content: string | Uint8Array, mode: number): void {
  const beside = pathBeside(path);
  writeNewFile(beside, content, mode);
  try {
    linkSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
  syncFolder(dirname(path));
}

function pathBeside(path: string): string {
  // By chance and not by pid: two processes in two pid namespaces can have the same pid and share the folder.
  const chance = Math.random().toString(36).slice(2);
  return join(dirname(path), `.${basename(path)}.${chance}.new`);
}

/**
 * Writes a file that does not exist yet, and waits until the disk has its content.
 *
 * @param mode permission bits, e.g. 0o644; not narrowed by the umask
 * @throws EEXIST if there is anything of that name, else the error of the system call that failed; the file is
 *   then removed
 */
export function writeNewFile(path: string, content: string | Uint8Array, mode: number): void {
  // Nobody else may open it before its mode is set.
  const file = openSync(path, "wx", mode & 0o700);
  try {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fchmodSync(file, mode);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Waits until the disk has the names in a folder: a rename is lasting only after that. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
