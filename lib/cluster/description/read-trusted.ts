import type { FileAccess } from "./file-access.ts";
import { distrust } from "./trust.ts";
import { walkPath } from "./walk-path.ts";

export type TrustedRead =
  /** At most one byte more than was asked for: then the file is longer. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** Sentences. */
  | { readonly kind: "untrusted"; readonly reasons: readonly string[] };

/**
 * Reads a file if nobody but root can have written it. The file is opened once, and judged and read through that; the
 * folders are judged before, and whoever could change them in between is root.
 *
 * @param path absolute
 * @throws the system's error where it cannot be looked at
 */
export function readTrusted(access: FileAccess, path: string, limitBytes: number): TrustedRead {
  const { path: real, reasons } = walkPath(access, path);
  const opened = real === undefined ? untrusted() : openTrusted(access, real, limitBytes);
  const all = [...reasons, ...(opened.kind === "untrusted" ? opened.reasons : [])];
  return all.length > 0 ? untrusted(...all) : opened;
}

function openTrusted(access: FileAccess, path: string, limitBytes: number): TrustedRead {
  const notFile = `${path} is not a regular file; put the cluster file there.`;
  // Before it is opened: to open a device can do something to it.
  if (access.look(path).kind !== "file") return untrusted(notFile);
  const file = access.open(path);
  try {
    const entry = file.look();
    if (entry.kind !== "file") return untrusted(notFile);
    const reason = distrust(path, entry);
    if (reason !== undefined) return untrusted(reason);
    return { kind: "bytes", bytes: file.read(limitBytes + 1) };
  } finally {
    file.close();
  }
}

function untrusted(...reasons: readonly string[]): TrustedRead {
  return { kind: "untrusted", reasons };
}
