import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "../../lib/system/atomic-file.ts";

/**
 * The record that the agent was started here, and with which volumes. It is what tells "started" from "stopped",
 * because volumes may stay active after a stop. It does not outlive a reboot.
 */
export type Marker = {
  /** @throws the system error where the record is there but cannot be read: that is doubt, not absence */
  readonly read: () => StartedWith | undefined;
  readonly write: (startedWith: StartedWith) => void;
  readonly remove: () => void;
};

export type StartedWith = { readonly paths: readonly string[] };

/**
 * @param folder HA_RSCTMP, which the cluster software empties at boot
 * @param bootId this boot's identity: a record of an earlier boot counts as none
 */
export function markerAt(folder: string, name: string, bootId: string): Marker {
  const file = join(folder, name);
  return {
    read: () => {
      const text = readIfThere(file);
      if (text === undefined) return undefined;
      const [firstLine, ...paths] = text.split("\n").filter((line) => line !== "");
      return firstLine === bootId ? { paths } : undefined;
    },
    write: ({ paths }) => {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      writeFileAtomically(file, [bootId, ...paths, ""].join("\n"), 0o644);
    },
    remove: () => rmSync(file, { force: true }),
  };
}

/**
 * The file's name for a resource. Heartbeat 2 may probe "evmsclone:0" where it started "evmsclone:1": instances that
 * are not globally unique are one and the same on a node.
 */
export function markerName(instance: string, globallyUnique: boolean): string {
  return `xensan-EvmsSCC-${encodeURIComponent(globallyUnique ? instance : resourceOf(instance))}`;
}

/** The resource's id as administrators know it, without Heartbeat 2's clone number. */
export function resourceOf(instance: string): string {
  return instance.replace(/:\d+$/, "");
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
