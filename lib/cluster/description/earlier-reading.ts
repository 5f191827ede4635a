import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writeFileAtomically } from "../../system/atomic-file.ts";
import type { HostDescription } from "./description.ts";
import type { FileAccess } from "./file-access.ts";
import { readTrusted } from "./read-trusted.ts";

/**
 * What the cluster file was found to say, kept until this host boots: to read YAML and to check it takes longer than all else that a
 * short command does. It stands beside nothing: other bytes, or another reader of them, are read anew.
 */
export type EarlierReading = {
  /** What the same bytes came to before. Never throws: what cannot be used is not there. */
  readonly recall: (bytes: Uint8Array) => HostDescription | undefined;
  /** Nobody needs it, so where it cannot be kept nothing is said. */
  readonly keep: (bytes: Uint8Array, description: HostDescription) => void;
};

export const earlierReadingPath = "/run/xensan/cluster-file.json";

/** The build names the sources that read a cluster file by their digest; from sources nothing is kept. */
declare const XENSAN_READER: string | undefined;

/**
 * @param path absolute; it is used only where nobody but root can have written it
 * @param reader another one may take the same bytes for something else; undefined: nothing is kept or recalled
 */
export function earlierReading(
  access: FileAccess,
  path: string = earlierReadingPath,
  reader: string | undefined = typeof XENSAN_READER === "undefined" ? undefined : XENSAN_READER,
): EarlierReading {
  if (reader === undefined) return { recall: () => undefined, keep: () => undefined };
  // The same bytes themselves, and not a digest of them: to load what makes one takes longer than to compare them.
  const headingOf = (bytes: Uint8Array) =>
    Buffer.concat([Buffer.from(`xensan ${reader} ${bytes.length}\n`), bytes, Buffer.from("\n")]);
  return {
    recall: (bytes) => {
      try {
        const kept = readTrusted(access, path, maxBytes);
        if (kept.kind !== "bytes" || kept.bytes.length > maxBytes) return undefined;
        const heading = headingOf(bytes);
        const [head, rest] = [kept.bytes.subarray(0, heading.length), kept.bytes.subarray(heading.length)];
        return heading.equals(head) ? JSON.parse(Buffer.from(rest).toString("utf8")) : undefined;
      } catch {
        return undefined;
      }
    },
    keep: (bytes, description) => {
      const text = JSON.stringify(description);
      try {
        if (!isDeepStrictEqual(JSON.parse(text), description)) return;
        mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
        writeFileAtomically(path, Buffer.concat([headingOf(bytes), Buffer.from(`${text}\n`)]), 0o600);
      } catch {
        // A user who is not root, or a full /run.
      }
    },
  };
}

/** A cluster file has at most 1 MiB, and what it says beside it is little longer with its default values. */
const maxBytes = 4 * 1024 * 1024;
