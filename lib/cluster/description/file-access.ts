import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from "node:fs";
import type { Entry } from "./trust.ts";

/** How the cluster file is looked at; tests pass one of their own. All throw the system's errors. */
export type FileAccess = {
  /** Does not follow a symbolic link. */
  readonly look: (path: string) => Entry;
  readonly linkTarget: (path: string) => string;
  /** Follows no symbolic link at the end of the path, and does not wait for a writer of a pipe. */
  readonly open: (path: string) => OpenFile;
};

export type OpenFile = {
  readonly look: () => Entry;
  /** From the beginning, at most so many bytes. */
  readonly read: (limitBytes: number) => Uint8Array;
  readonly close: () => void;
};

export const fileAccess: FileAccess = {
  look: (path) => entry(lstatSync(path)),
  linkTarget: (path) => readlinkSync(path),
  open: (path) => {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return {
      look: () => entry(fstatSync(file)),
      read: (limitBytes) => readUpTo(file, limitBytes),
      close: () => closeSync(file),
    };
  },
};

function readUpTo(file: number, limitBytes: number): Uint8Array {
  const buffer = new Uint8Array(limitBytes);
  let length = 0;
  while (length < limitBytes) {
    const count = readSync(file, buffer, length, limitBytes - length, null);
    if (count === 0) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function entry(stats: Stats): Entry {
  return { kind: kindOf(stats), uid: stats.uid, mode: stats.mode & 0o7777 };
}

function kindOf(stats: Stats): Entry["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  return stats.isSymbolicLink() ? "link" : "other";
}
