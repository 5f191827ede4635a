import { existsSync, readFileSync, statSync } from "node:fs";

/** What stands at a device path. Only "usable" has a kernel device of some size behind it. */
export type DeviceState =
  | { readonly kind: "usable"; readonly sectorBytes: number }
  | { readonly kind: "absent" }
  | { readonly kind: "not-a-block-device" }
  /** A device node without a kernel device, or a device without a table or a medium (size 0). */
  | { readonly kind: "dead" }
  | { readonly kind: "unknown"; readonly reason: string };

export type LookAtDevice = (path: string) => DeviceState;

/** Looks without opening the device: neither evms_activate nor LVM2 is asked, and a dead path cannot hang it. */
export const lookAtDevice: LookAtDevice = (path) => {
  try {
    const stat = statSync(path, { bigint: true });
    if (!stat.isBlockDevice()) return { kind: "not-a-block-device" };
    return lookAtKernelDevice(deviceNumber(stat.rdev));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENXIO") return { kind: "absent" };
    return { kind: "unknown", reason: code ?? String(error) };
  }
};

/** "major:minor", from glibc's encoding of dev_t. */
export function deviceNumber(rdev: bigint): string {
  const major = ((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n);
  const minor = (rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n);
  return `${major}:${minor}`;
}

/** sysfs says what the kernel has behind a node. */
function lookAtKernelDevice(number: string): DeviceState {
  if (!existsSync("/sys/dev/block")) return { kind: "unknown", reason: "/sys is not mounted" };
  const folder = `/sys/dev/block/${number}`;
  const sectors = readNumber(`${folder}/size`);
  if (sectors === undefined || sectors === 0) return { kind: "dead" };
  // A partition has no queue of its own.
  const sectorBytes =
    readNumber(`${folder}/queue/logical_block_size`) ??
    readNumber(`${folder}/../queue/logical_block_size`) ??
    4096;
  return { kind: "usable", sectorBytes };
}

/** In bytes, as the kernel has it now; undefined: there is none, or it is not known. */
export function sizeOfDevice(path: string): number | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    if (!stat.isBlockDevice()) return undefined;
    const sectors = readNumber(`/sys/dev/block/${deviceNumber(stat.rdev)}/size`);
    // sysfs counts in 512 bytes, whatever the device's own sectors are.
    return sectors === undefined ? undefined : sectors * 512;
  } catch {
    return undefined;
  }
}

function readNumber(path: string): number | undefined {
  try {
    const value = Number(readFileSync(path, "latin1").trim());
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
