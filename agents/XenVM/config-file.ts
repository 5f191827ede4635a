import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { largestConfig, parseDomainConfig, type ReadConfig } from "../../lib/xen/domain-config.ts";

/** Reads a guest's configuration. What cannot be read is a sentence; only a file that is not there is missing. */
export function readConfigFile(path: string): ReadConfig | { readonly kind: "missing" } {
  try {
    return parseDomainConfig(path, bytesOf(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return { kind: "missing" };
    return { kind: "failed", reason: `${path} cannot be read (${code ?? String(error)}).` };
  }
}

/** One byte more than a configuration may have, so that one that is too long is seen to be. */
function bytesOf(path: string): Uint8Array {
  // Not to wait for the writer of a pipe.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error(), { code: "it is no file" });
    const buffer = new Uint8Array(largestConfig + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
