import type { DeviceState } from "../../lib/storage/block-device.ts";

/**
 * What counts as active, and how an activation is tried again. Everything here is decided from facts alone.
 */

/** A volume that is expected and cannot be used, with the reason as a clause; none for one that is just absent. */
export type Missing = { readonly volume: string; readonly reason: string | undefined };

export function missingDevice(path: string, state: DeviceState): Missing | undefined {
  switch (state.kind) {
    case "usable":
      return undefined;
    case "absent":
      return { volume: path, reason: undefined };
    case "not-a-block-device":
      return { volume: path, reason: "not a block device" };
    case "dead":
      return { volume: path, reason: "no device behind it" };
    case "unknown":
      return { volume: path, reason: `cannot be looked at: ${state.reason}` };
  }
}

const namedAtMost = 8;

/** "/dev/evms/san2/vm1, /dev/evms/san2/vm2 (no device behind it) and 3 more" */
export function inWords(missing: readonly Missing[]): string {
  const named = missing
    .slice(0, namedAtMost)
    .map(({ volume, reason }) => (reason === undefined ? volume : `${volume} (${reason})`));
  const more = missing.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}

/** Milliseconds before the next try: growing, and bounded so that a SAN that comes up late is noticed soon. */
export function pauseMs(failedTries: number): number {
  return Math.min(5_000, 250 * 2 ** Math.min(failedTries, 10));
}

/**
 * Milliseconds that one try may take: half of what is left, so that a tool that hangs once leaves time for another
 * try, but not so little that a slow one is cut off again and again.
 */
export function tryCapMs(remainingMs: number): number {
  return Math.min(remainingMs, Math.max(5_000, remainingMs / 2));
}

/** Whether a list of volumes names devices only, so that it can be checked without the volume manager. */
export function namesDevicesOnly(volumes: readonly string[]): boolean {
  return volumes.length > 0 && volumes.every((volume) => volume.startsWith("/"));
}
