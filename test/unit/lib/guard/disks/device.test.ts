import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Devices, relativesOf, standingOn } from "../../../../../lib/guard/disks/device.ts";
import { fileThing, readDevices } from "../../../../../lib/guard/disks/read-devices.ts";
import { buildSys, san } from "./sys-tree.ts";

let folder = "";
let devices: Devices = new Map();
const image = () => fileThing(statSync(join(folder, "image"), { bigint: true }));
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-sys-"));
  writeFileSync(join(folder, "image"), "x");
  buildSys(join(folder, "sys"), [
    ...san,
    { number: "7:0", at: "virtual/block/loop0", backing: join(folder, "image") },
    { number: "259:0", at: "virtual/block/loop0/loop0p1", partition: 1 },
    { number: "7:1", at: "virtual/block/loop1", backing: join(folder, "image (deleted)") },
  ]);
  // A device that goes while it is read leaves a link that leads nowhere.
  symlinkSync(join(folder, "gone"), join(folder, "sys/dev/block/8:99"));
  devices = readDevices(join(folder, "sys"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const relatives = (thing: string) => [...relativesOf(thing, devices)].sort();

describe("relativesOf", () => {
  it("takes a multipath map, its paths and the partitions of both for one disk", () => {
    const all = [
      "8:0",
      "8:1",
      "8:16",
      "8:17",
      "8:18",
      "8:2",
      ...["0", "1", "2", "3", "4", "5", "6"].map((n) => `254:${n}`),
    ];
    for (const disk of ["254:0", "8:0", "8:16"]) expect(relatives(disk)).toEqual(all.sort());
  });

  it("takes the partition of a map and those of its paths for one", () => {
    const one = ["254:0", "254:1", "8:0", "8:1", "8:16", "8:17"].sort();
    for (const partition of ["254:1", "8:1", "8:17"]) expect(relatives(partition)).toEqual(one);
  });

  it("goes down from a volume to its group's disk and the paths of that, and not to the volumes beside it", () => {
    expect(relatives("254:3")).toEqual(["254:0", "254:2", "254:3", "8:0", "8:16", "8:18", "8:2"].sort());
  });

  it("does not take a volume and its snapshot for one", () => {
    expect(relatives("254:5")).not.toContain("254:6");
    expect(relatives("254:6")).not.toContain("254:5");
    expect(relatives("254:4")).toEqual(expect.arrayContaining(["254:5", "254:6"]));
  });

  it("goes both ways between a disk, its partition and the array upon it, and not to the partition beside it", () => {
    expect(relatives("8:33")).toEqual(["8:32", "8:33", "9:0"]);
    expect(relatives("9:0")).toEqual(["8:32", "8:33", "9:0"]);
    expect(relatives("8:32")).toEqual(["8:32", "8:33", "8:34", "9:0", "9:1"]);
  });

  it("knows a file by the loop devices over it, and their partitions", () => {
    expect(relatives(image())).toEqual(["259:0", "7:0", image()].sort());
    expect(relatives("259:0")).toEqual(["259:0", "7:0", image()].sort());
  });

  it("knows nothing of a loop device's file that was deleted", () => {
    expect(relatives("7:1")).toEqual(["7:1"]);
  });

  it("has a thing that sysfs does not know related to itself alone", () => {
    expect(relatives("200:1")).toEqual(["200:1"]);
    expect(relatives("file 8:1:77")).toEqual(["file 8:1:77"]);
  });
});

describe("readDevices", () => {
  it("gives devices the names that people know", () => {
    expect(devices.get("104:0")?.name).toBe("cciss/c0d0");
    expect(devices.has("8:99")).toBe(false);
  });

  it("tells what stands on a device, but not the device itself or its other paths", () => {
    expect(
      standingOn("8:32", devices)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["md0", "md1", "sdc1", "sdc2"]);
    expect(standingOn("9:0", devices)).toEqual([]);
    expect(standingOn("254:1", devices)).toEqual([]);
  });

  it("throws where there is no sysfs: nothing would look like nobody", () => {
    mkdirSync(join(folder, "empty"));
    expect(() => readDevices(join(folder, "empty"))).toThrow("ENOENT");
  });

  it("reads this machine's own sysfs", () => {
    expect(() => readDevices("/sys")).not.toThrow();
  });
});
