import type { DiskAccess } from "../../xen/domain.ts";

/** One mounted file system, as a line of mountinfo tells it (proc(5)). */
export type Mount = {
  /** Of the file system's device, "8:1"; "0:…" for what has none of its own, such as btrfs. */
  readonly number: string;
  readonly mountPoint: string;
  /** Of btrfs the path of one of its devices; of others their device, or any word. */
  readonly source: string;
  readonly access: DiskAccess;
};

/** Undefined where a line is not understood: a list without it would look complete. */
export function parseMountInfo(text: string): readonly Mount[] | undefined {
  const lines = text.split("\n");
  if (lines.pop() !== "") return undefined;
  const mounts = lines.map(mountOf);
  return mounts.includes(undefined) ? undefined : mounts.filter((mount) => mount !== undefined);
}

function mountOf(line: string): Mount | undefined {
  const found = /^\d+ \d+ (\d+:\d+) \S+ (\S+) \S+ (?:\S+ )*?- (\S+) (\S*) (\S+)$/.exec(line);
  if (found === null) return undefined;
  const [, number = "", mountPoint = "", type = "", source = "", options = ""] = found;
  return {
    number,
    mountPoint: unescaped(mountPoint),
    source: unescaped(source),
    access: accessOf(type, options.split(",")),
  };
}

/**
 * The options of the file system itself count, not those of one of its mounts. One that is mounted "ro" still replays its
 * journal, and takes part in its recovery: it only reads if it has no journal, or was told to leave that alone.
 */
function accessOf(type: string, options: readonly string[]): DiskAccess {
  if (!options.includes("ro")) return "write";
  const leavesItAlone = options.some((option) =>
    /^(?:norecovery|noload|nologreplay|rescue=.*)$/.test(option),
  );
  return leavesItAlone || withoutJournal.includes(type) ? "read" : "write";
}

const withoutJournal = ["iso9660", "udf", "squashfs", "erofs", "cramfs", "romfs", "ext2", "vfat", "msdos"];

/** Paths in /proc/swaps; a file that was deleted stays in use under no name. */
export function parseSwaps(text: string): readonly string[] | undefined {
  const [heading = "", ...lines] = text.split("\n");
  if (!/^Filename\s+Type\s+Size\s+Used\s+Priority$/.test(heading) || lines.pop() !== "") return undefined;
  const paths = lines.map((line) => /^(\S+)\s+\w+\s+\d+\s+\d+\s+-?\d+$/.exec(line)?.[1]);
  return paths.includes(undefined) ? undefined : paths.filter((path) => path !== undefined).map(unescaped);
}

/** The kernel writes blanks, line breaks and backslashes as \040, \012 and \134. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
