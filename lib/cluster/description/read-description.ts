import { maxBytes } from "./decode.ts";
import type { HostDescription } from "./description.ts";
import type { FileAccess } from "./file-access.ts";
import { parseDescription } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { distrust } from "./trust.ts";
import { walkPath } from "./walk-path.ts";

export const clusterFile = "/etc/xensan/cluster.yaml";

export type DescriptionReading =
  | { readonly kind: "description"; readonly description: HostDescription }
  /** There is no such file. */
  | { readonly kind: "absent"; readonly problems: readonly Problem[] }
  /** It is not root's alone, cannot be read, or says something wrong. */
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Reads the cluster file if nobody but root can have written it. The file is opened once, and judged and read
 * through that; the folders are judged before, and whoever could change them in between is root.
 *
 * @param path absolute
 */
export function readDescription(access: FileAccess, path: string = clusterFile): DescriptionReading {
  try {
    const { path: real, reasons } = walkPath(access, path);
    const opened =
      real === undefined ? ({ kind: "untrusted", reasons: [] } as const) : openTrusted(access, real);
    const all = [...reasons, ...(opened.kind === "untrusted" ? opened.reasons : [])];
    if (opened.kind === "untrusted" || all.length > 0) return { kind: "refused", problems: all.map(general) };
    return parseDescription(opened.bytes);
  } catch (error) {
    return unreadable(path, error);
  }
}

type Opened =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "untrusted"; readonly reasons: readonly string[] };

function openTrusted(access: FileAccess, path: string): Opened {
  const notFile = `${path} is not a regular file; put the cluster file there.`;
  // Before it is opened: to open a device can do something to it.
  if (access.look(path).kind !== "file") return { kind: "untrusted", reasons: [notFile] };
  const file = access.open(path);
  try {
    const entry = file.look();
    if (entry.kind !== "file") return { kind: "untrusted", reasons: [notFile] };
    const reason = distrust(path, entry);
    if (reason !== undefined) return { kind: "untrusted", reasons: [reason] };
    // One byte more than is taken, so that a file that is too long is seen to be.
    return { kind: "bytes", bytes: file.read(maxBytes + 1) };
  } finally {
    file.close();
  }
}

function unreadable(path: string, error: unknown): DescriptionReading {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") throw error;
  if (code === "ENOENT") {
    const sentence = `${path} does not exist; xensan init proposes one, which names the hosts, the cluster manager and the lease volume.`;
    return { kind: "absent", problems: [general(sentence)] };
  }
  const mend = code === "EACCES" ? "run this as root" : "look at the path and the disk";
  return { kind: "refused", problems: [general(`${path} cannot be read (${code}); ${mend}.`)] };
}

function general(sentence: string): Problem {
  return { key: "", sentence };
}
