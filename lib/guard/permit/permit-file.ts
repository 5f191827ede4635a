import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";

export type PermitText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none" }
  /** One clause without the final stop. */
  | { readonly kind: "refused"; readonly reason: string };

/** Bytes. A permit has some two hundred. */
const largest = 4_096;

/**
 * Reads a file only if nobody but this user can have written it, and nobody else can read it.
 * @throws the system's errors, ENOENT excepted
 */
export function readPermitFile(path: string): PermitText {
  let file: number;
  try {
    // A symbolic link is refused, and a pipe is not waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { kind: "none" };
    if (code === "ELOOP") return { kind: "refused", reason: "it is a symbolic link" };
    throw error;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { kind: "refused", reason: "it is no file" };
    if (stat.uid !== process.geteuid?.()) {
      return { kind: "refused", reason: `user ${stat.uid} owns it` };
    }
    if ((stat.mode & 0o077) !== 0) return { kind: "refused", reason: "others than its owner may use it" };
    if (stat.size > largest) return { kind: "refused", reason: "it is too long" };
    const buffer = Buffer.alloc(stat.size);
    const length = readSync(file, buffer, 0, buffer.length, 0);
    return { kind: "text", text: buffer.toString("utf8", 0, length) };
  } finally {
    closeSync(file);
  }
}

/**
 * Why the folder cannot be trusted: who may write to it, or to the one that it is in, could put a permit there. Undefined:
 * it can be, or it is not there.
 *
 * @throws the system's errors, ENOENT excepted
 */
export function distrustOfFolder(folder: string): string | undefined {
  return distrust(folder, 0o077) ?? distrust(dirname(folder), 0o022);
}

function distrust(folder: string, forbidden: number): string | undefined {
  try {
    const stat = lstatSync(folder);
    if (!stat.isDirectory()) return `${folder} is no folder`;
    if (stat.uid !== process.geteuid?.()) return `user ${stat.uid} owns ${folder}`;
    return (stat.mode & forbidden) === 0 ? undefined : `others than its owner may use ${folder}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
