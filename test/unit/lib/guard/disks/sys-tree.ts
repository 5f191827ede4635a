import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One device as it stands in a sysfs that a test builds, laid out as Linux 6.1 does. */
export type SysDevice = {
  readonly number: string;
  /** E.g. "virtual/block/dm-0"; a partition stands below its disk. */
  readonly at: string;
  readonly partition?: number;
  readonly holders?: readonly string[];
  readonly slaves?: readonly string[];
  readonly dmUuid?: string;
  readonly backing?: string;
  readonly ro?: boolean;
};

export function buildSys(sys: string, devices: readonly SysDevice[]): void {
  for (const { number, at, partition, holders = [], slaves = [], dmUuid, backing, ro } of devices) {
    const folder = join(sys, "devices", at);
    const name = at.slice(at.lastIndexOf("/") + 1);
    write(join(folder, "dev"), `${number}\n`);
    write(join(folder, "ro"), ro === true ? "1\n" : "0\n");
    if (partition !== undefined) write(join(folder, "partition"), `${partition}\n`);
    if (dmUuid !== undefined) write(join(folder, "dm/uuid"), `${dmUuid}\n`);
    if (backing !== undefined) write(join(folder, "loop/backing_file"), `${backing}\n`);
    for (const holder of holders) link(folder, join(folder, "holders", holder));
    for (const slave of slaves) link(folder, join(folder, "slaves", slave));
    link(folder, join(sys, "dev/block", number));
    link(folder, join(sys, "class/block", name));
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/**
 * A multipath disk (sda, sdb) with kpartx's partitions and LVM on the second one; a disk with an md array on its
 * partitions; a volume with a snapshot.
 */
export const san: readonly SysDevice[] = [
  { number: "8:0", at: "pci0/block/sda", holders: ["dm-0"] },
  { number: "8:1", at: "pci0/block/sda/sda1", partition: 1 },
  { number: "8:2", at: "pci0/block/sda/sda2", partition: 2 },
  { number: "8:16", at: "pci0/block/sdb", holders: ["dm-0"] },
  { number: "8:17", at: "pci0/block/sdb/sdb1", partition: 1 },
  { number: "8:18", at: "pci0/block/sdb/sdb2", partition: 2 },
  {
    number: "254:0",
    at: "virtual/block/dm-0",
    dmUuid: "mpath-3600",
    slaves: ["sda", "sdb"],
    holders: ["dm-1", "dm-2"],
  },
  { number: "254:1", at: "virtual/block/dm-1", dmUuid: "part1-mpath-3600", slaves: ["dm-0"] },
  {
    number: "254:2",
    at: "virtual/block/dm-2",
    dmUuid: "part2-mpath-3600",
    slaves: ["dm-0"],
    holders: ["dm-3", "dm-4"],
  },
  { number: "254:3", at: "virtual/block/dm-3", dmUuid: "LVM-nfs1", slaves: ["dm-2"] },
  {
    number: "254:4",
    at: "virtual/block/dm-4",
    dmUuid: "LVM-web1-real",
    slaves: ["dm-2"],
    holders: ["dm-5", "dm-6"],
  },
  { number: "254:5", at: "virtual/block/dm-5", dmUuid: "LVM-web1", slaves: ["dm-4"] },
  { number: "254:6", at: "virtual/block/dm-6", dmUuid: "LVM-web1-snap", slaves: ["dm-4"] },
  { number: "8:32", at: "pci0/block/sdc" },
  { number: "8:33", at: "pci0/block/sdc/sdc1", partition: 1, holders: ["md0"] },
  { number: "8:34", at: "pci0/block/sdc/sdc2", partition: 2, holders: ["md1"] },
  { number: "9:0", at: "virtual/block/md0", slaves: ["sdc1"] },
  { number: "9:1", at: "virtual/block/md1", slaves: ["sdc2"], ro: true },
  { number: "104:0", at: "pci0/block/cciss!c0d0" },
];
