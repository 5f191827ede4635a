import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { resourceOf } from "../../lib/ocf/resource-name.ts";
import { writeFileAtomically } from "../../lib/system/atomic-file.ts";

/**
 * What is known of the resource on this node since it booted. "started" is what tells a monitor that the agent was
 * started here, because volumes may stay active after a stop; a stopped one remembers its volumes for the next start.
 */
export type StartRecord = { readonly state: "started" | "stopped"; readonly paths: readonly string[] };

export type RecordFile = {
  /**
   * Undefined: there is none of this boot.
   * @throws Error where it is there but cannot be read or understood: that is doubt, not absence
   */
  readonly read: () => StartRecord | undefined;
  readonly write: (record: StartRecord) => void;
  readonly remove: () => void;
  readonly path: string;
};

/**
 * @param folder HA_RSCTMP, which the cluster software empties at boot
 * @param bootId this boot's identity, a UUID: a record of an earlier boot counts as none
 */
export function recordFileIn(folder: string, name: string, bootId: string): RecordFile {
  const path = join(folder, name);
  return {
    path,
    read: () => {
      const text = readIfThere(path);
      return text === undefined ? undefined : parse(text, path, bootId);
    },
    write: ({ state, paths }) => {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      writeFileAtomically(path, [bootId, state, ...paths, ""].join("\n"), 0o644);
    },
    remove: () => {
      if (readIfThere(path) !== undefined) rmSync(path);
    },
  };
}

/** HA_RSCTMP where it is an absolute path. Relative to what, nobody could say: each action may run in another folder. */
export function recordFolder(inherited: string | undefined): string {
  return inherited?.startsWith("/") ? inherited : "/run/resource-agents";
}

/**
 * The file's name for a resource. Heartbeat 2 may probe "evmsclone:0" where it started "evmsclone:1": instances that
 * are not globally unique are one and the same on a node.
 */
export function recordName(instance: string, globallyUnique: boolean): string {
  return `xensan-EvmsSCC-${encodeURIComponent(globallyUnique ? instance : resourceOf(instance))}`;
}

function parse(text: string, path: string, bootId: string): StartRecord | undefined {
  const [boot = "", state, ...paths] = text.split("\n").filter((line) => line !== "");
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(boot)) throw new Error(`${path} is damaged`);
  if (boot !== bootId) return undefined;
  if (state !== "started" && state !== "stopped") throw new Error(`${path} is damaged`);
  return { state, paths };
}

/** A name that is too long for the file system proves that there is no such file, too. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENAMETOOLONG") return undefined;
    throw error;
  }
}
