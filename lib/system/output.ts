import { fstatSync, writeSync } from "node:fs";

/**
 * Writes all of a text to a file descriptor before it returns, also where the descriptor is a full pipe that does
 * not block. Unlike console.log it costs no start-up time; unlike a single write it loses nothing.
 *
 * @returns false where the reader has gone, so that there is nobody left to tell
 * @throws the system error where standard output takes no more, such as a full disk. Of standard error none: there
 *   is no other place to tell it, and what is being done must not fail for it.
 */
export function writeFully(descriptor: 1 | 2, text: string | Uint8Array): boolean {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE" || code === "EBADF" || (code === "EIO" && isTerminal(descriptor))) return false;
      if (code !== "EAGAIN") {
        if (descriptor === 2) return true;
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return true;
}

/** Also one that has hung up, which isatty(3) denies. */
function isTerminal(descriptor: number): boolean {
  return fstatSync(descriptor).isCharacterDevice();
}
