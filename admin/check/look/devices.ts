import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { deviceNumber, lookAtDevice } from "../../../lib/storage/block-device.ts";
import type { HostFacts } from "../wire/facts.ts";

type DeviceFacts = HostFacts["devices"][number];

/** What stands at each path; nothing is opened. */
export function lookAtDevices(paths: readonly string[], sys = "/sys"): readonly DeviceFacts[] {
  return [...new Set(paths)].map((path) => {
    const { kind: state } = lookAtDevice(path);
    if (state !== "usable") return { path, state, identity: undefined, bytes: undefined };
    const folder = join(sys, "dev/block", deviceNumber(statSync(path, { bigint: true }).rdev));
    const sectors = Number(read(join(folder, "size")) ?? Number.NaN);
    return {
      path,
      state,
      identity: identityIn(folder),
      bytes: Number.isFinite(sectors) ? sectors * 512 : undefined,
    };
  });
}

/**
 * device-mapper's UUID of a multipath map has the WWID in it, and that of a logical volume the UUIDs of its group and itself: the
 * same on every host. A disk by itself has its WWID. What device-mapper made by another's hand has none of all hosts' knowing.
 */
function identityIn(folder: string): string | undefined {
  const mapped = read(join(folder, "dm/uuid"));
  if (mapped !== undefined && /^(?:mpath|LVM|part\d+-mpath)-/.test(mapped)) return mapped;
  return read(join(folder, "device/wwid")) ?? read(join(folder, "wwid"));
}

function read(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    return text === "" ? undefined : text.slice(0, 1_024);
  } catch {
    return undefined;
  }
}
