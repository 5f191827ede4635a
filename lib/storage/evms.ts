import { type Dirent, readdirSync } from "node:fs";
import type { RunCommand } from "../system/command.ts";
import { describeFailure } from "../system/command-failure.ts";
import type { LookAtDevice } from "./block-device.ts";
import type { Listing, Volume, VolumeManager } from "./volume-manager.ts";

type Effects = {
  readonly run: RunCommand;
  readonly lookAtDevice: LookAtDevice;
  /** Whether a program is installed. */
  readonly isInstalled: (program: string) => boolean;
  /** Whether a process of this name runs on this host. */
  readonly isRunning: (program: string) => boolean;
};

export const evmsFolder = "/dev/evms";

/**
 * EVMS 2.5. evms_activate makes every volume that evms.conf admits appear under /dev/evms; it cannot be told which,
 * and it takes none away. The nodes there are the cheapest truth: to ask the engine is slow, and locks it.
 */
export function evms({ run, lookAtDevice, isInstalled, isRunning }: Effects): VolumeManager {
  return {
    title: "EVMS",
    program: "evms_activate",
    // Shared containers need the daemon, which Heartbeat respawns and which comes up beside the cluster manager.
    waitsFor: () =>
      isInstalled("evmsd") && !isRunning("evmsd")
        ? "evmsd is not running (Heartbeat starts it with 'respawn root /sbin/evmsd' in ha.cf)"
        : undefined,
    activate: async (_wanted, timeoutMs) => {
      const result = await run("evms_activate", ["-q"], { timeoutMs });
      return result.kind === "exited" && result.exitCode === 0
        ? { kind: "done" }
        : { kind: "failed", reason: describeFailure("evms_activate", result) };
    },
    list: async () => listFolder(evmsFolder, lookAtDevice),
    recall: (paths) =>
      paths
        .filter((path) => path.startsWith(`${evmsFolder}/`))
        .map((path) => ({ name: path.slice(evmsFolder.length + 1), path })),
  };
}

/** Every block device below the folder, by name. Names with a leading dot are EVMS's own (.nodes). */
export function listFolder(folder: string, lookAtDevice: LookAtDevice): Listing {
  const volumes: Volume[] = [];
  const visit = (path: string, name: string): void => {
    for (const entry of entriesOf(path)) {
      if (entry.name.startsWith(".")) continue;
      const below = {
        path: `${path}/${entry.name}`,
        name: name === "" ? entry.name : `${name}/${entry.name}`,
      };
      if (entry.isDirectory()) visit(below.path, below.name);
      else if (isBlockDevice(lookAtDevice, below.path)) volumes.push(below);
    }
  };
  try {
    visit(folder, "");
  } catch (error) {
    return { kind: "failed", reason: `${folder} cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  return { kind: "listed", volumes };
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A dead node counts as listed: it is expected, and then reported as unusable rather than overlooked. */
function isBlockDevice(lookAtDevice: LookAtDevice, path: string): boolean {
  const { kind } = lookAtDevice(path);
  return kind !== "not-a-block-device" && kind !== "absent";
}
