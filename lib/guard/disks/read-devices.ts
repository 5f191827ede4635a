import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { deviceNumber } from "../../storage/block-device.ts";
import type { Device, Devices, Thing } from "./device.ts";

/**
 * All block devices of this host with what connects them, from sysfs. A device that goes while they are read is left
 * out, and so is whatever stood on it.
 *
 * @param sys where sysfs is
 * @throws Error where sysfs cannot be read: then nothing is known of any device
 */
export function readDevices(sys: string): Devices {
  const folder = join(sys, "dev/block");
  const devices = new Map<Thing, Device>();
  const loops: (readonly [Thing, Thing])[] = [];
  for (const number of readdirSync(folder)) {
    const place = unlessGone(() => resolve(folder, readlinkSync(join(folder, number))));
    const names = place === undefined ? undefined : unlessGone(() => readdirSync(place));
    if (place === undefined || names === undefined) continue;
    devices.set(number, readDevice(sys, number, place, names));
    const backing = names.includes("loop") ? unlessGone(() => backingOf(place)) : undefined;
    if (backing !== undefined) loops.push([number, backing]);
  }
  // The kernel tells of a loop device what it was set up over, but not the other way round.
  for (const [loop, backing] of loops) {
    extend(devices, loop, "beneath", backing);
    extend(devices, backing, "above", loop);
  }
  return devices;
}

/** @param names what is in its folder: the other files are not there, and each question costs where there are many devices */
function readDevice(sys: string, number: string, folder: string, names: readonly string[]): Device {
  const numbers = (found: readonly string[]) => found.flatMap((name) => numberOf(sys, name) ?? []);
  const inside = (name: string) => (names.includes(name) ? listed(join(folder, name)) : []);
  const isPartition = names.includes("partition");
  const uuid = names.includes("dm") ? (readText(join(folder, "dm/uuid")) ?? "") : "";
  const partition = isPartition
    ? Number(readText(join(folder, "partition")))
    : Number(/^part(\d+)-mpath-/.exec(uuid)?.[1] ?? Number.NaN);
  return {
    number,
    name: basename(folder).replaceAll("!", "/"),
    above: numbers([...inside("holders"), ...partitionsIn(folder, names)]),
    beneath: numbers([...inside("slaves"), ...(isPartition ? [basename(dirname(folder))] : [])]),
    isMultipath: uuid.startsWith("mpath-"),
    ...(Number.isInteger(partition) ? { partition } : {}),
    isReadOnly: readText(join(folder, "ro")) === "1",
  };
}

/** Their names begin with that of the whole disk. */
function partitionsIn(folder: string, names: readonly string[]): readonly string[] {
  const whole = basename(folder);
  return names.filter((name) => name.startsWith(whole) && existsSync(join(folder, name, "partition")));
}

function numberOf(sys: string, name: string): string | undefined {
  return readText(join(sys, "class/block", name, "dev"));
}

/**
 * What a loop device was set up over. Of a file that was deleted since, or that only another mount namespace has,
 * nothing is known, and no guest's configuration can name it.
 */
function backingOf(folder: string): Thing | undefined {
  const path = readText(join(folder, "loop/backing_file"));
  if (path === undefined) return undefined;
  const stat = statSync(path, { bigint: true });
  return stat.isBlockDevice() ? deviceNumber(stat.rdev) : fileThing(stat);
}

export function fileThing({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): Thing {
  return `file ${deviceNumber(dev)}:${ino}`;
}

function extend(devices: Map<Thing, Device>, at: Thing, direction: "above" | "beneath", thing: Thing): void {
  const bare = { number: at, name: at, above: [], beneath: [], isMultipath: false, isReadOnly: false };
  const device = devices.get(at) ?? bare;
  devices.set(at, { ...device, [direction]: [...device[direction], thing] });
}

function listed(folder: string): readonly string[] {
  return unlessGone(() => readdirSync(folder)) ?? [];
}

function readText(path: string): string | undefined {
  return unlessGone(() => readFileSync(path, "utf8").trim());
}

/** Undefined for what is not there, or is not any more. Everything else is an error: it could hide something. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENODEV and ENXIO: sysfs says so of a device that was just removed, and of a loop device that was just detached.
    if (code !== undefined && ["ENOENT", "ENOTDIR", "ENODEV", "ENXIO"].includes(code)) return undefined;
    throw error;
  }
}
