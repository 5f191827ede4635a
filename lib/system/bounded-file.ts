import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";

export type BoundedFile = {
  readonly stat: Stats;
  /** At most one byte more than was allowed, so that a file that is too long is seen to be. */
  readonly bytes: Buffer;
};

/**
 * Reads a small file that must be a regular one. A pipe is not waited for, and what has no end is not read to it.
 *
 * @param mostBytes how long the file may be
 * @param flags of open(2) besides, such as O_NOFOLLOW
 * @returns undefined: it is there and no regular file
 * @throws the error of the system call that failed
 */
export function readBoundedFile(path: string, mostBytes: number, flags = 0): BoundedFile | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | flags);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return undefined;
    const buffer = Buffer.alloc(mostBytes + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(file, buffer, length, buffer.length - length, null);
    }
    return { stat, bytes: buffer.subarray(0, length) };
  } finally {
    closeSync(file);
  }
}
