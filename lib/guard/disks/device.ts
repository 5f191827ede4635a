/** One block device of this host, as sysfs tells it. Devices are named by number, "8:1": names change, and are many. */
export type Device = {
  readonly number: string;
  /** The kernel's, e.g. "sda1". */
  readonly name: string;
  /** What stands upon it: partitions, and what holders has (device-mapper, md). Also loop devices over it. */
  readonly above: readonly Thing[];
  /** What it stands on: the whole disk of a partition, what slaves has, what a loop device was set up over. */
  readonly beneath: readonly Thing[];
  /** A multipath map: the same disk as each of its paths. */
  readonly isMultipath: boolean;
  /** Of a partition, the kernel's or kpartx's. */
  readonly partition?: number;
  readonly isReadOnly: boolean;
};

/** The number of a device, or a regular file as "file DEVICE:INODE". */
export type Thing = string;

export type Devices = ReadonlyMap<Thing, Device>;

/**
 * Whatever has bytes in common with a thing: itself, what stands upon it, and what it stands on, each down or up to the end.
 * Not what stands beside it: two partitions of one disk have nothing in common, nor two volumes of one group.
 */
export function relativesOf(thing: Thing, devices: Devices): ReadonlySet<Thing> {
  return new Set([...reach(thing, devices, "above"), ...reach(thing, devices, "beneath")]);
}

/** What stands upon a thing, itself left out. */
export function standingOn(thing: Thing, devices: Devices): readonly Device[] {
  const same = new Set(sameAs(thing, devices));
  return known([...reach(thing, devices, "above")], devices).filter(({ number }) => !same.has(number));
}

function reach(from: Thing, devices: Devices, direction: "above" | "beneath"): ReadonlySet<Thing> {
  const found = new Set<Thing>();
  const visit = (thing: Thing): void => {
    for (const same of sameAs(thing, devices)) {
      if (found.has(same)) continue;
      found.add(same);
      devices.get(same)?.[direction].forEach(visit);
    }
  };
  visit(from);
  return found;
}

/**
 * The devices that are the same bytes under other numbers: a multipath map and its paths, and the partition of a map
 * (kpartx's, in device-mapper) and that of each path (the kernel's).
 */
function sameAs(thing: Thing, devices: Devices): readonly Thing[] {
  const device = devices.get(thing);
  if (device === undefined) return [thing];
  const maps = multipathOf(device, devices);
  if (maps.length > 0) return [...new Set([thing, ...maps.flatMap((map) => [map.number, ...map.beneath])])];
  const { partition } = device;
  if (partition === undefined) return [thing];
  const wholes = known(device.beneath, devices).flatMap((whole) => multipathOf(whole, devices));
  const carriers = wholes.flatMap((map) => [map, ...known(map.beneath, devices)]);
  const twins = carriers
    .flatMap(({ above }) => known(above, devices))
    .filter((each) => each.partition === partition);
  return [...new Set([thing, ...twins.map(({ number }) => number)])];
}

/** The map that a device is, or is a path of. */
function multipathOf(device: Device, devices: Devices): readonly Device[] {
  if (device.isMultipath) return [device];
  return known(device.above, devices).filter(({ isMultipath }) => isMultipath);
}

function known(things: readonly Thing[], devices: Devices): readonly Device[] {
  return things.flatMap((thing) => devices.get(thing) ?? []);
}
