import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deviceNumber, lookAtDevice, sizeOfDevice } from "../../../../lib/storage/block-device.ts";
import { attachLoop, detachLoop, makeNode, resizeLoop } from "./nodes.ts";

/** 7 is the loop driver; Linux makes no device of this minor number by itself. */
const deadMinor = 1_000_000;

let folder = "";
let loop: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-device-"));
});
afterEach(() => {
  if (loop !== undefined) detachLoop(loop);
  loop = undefined;
  rmSync(folder, { recursive: true });
});

describe("lookAtDevice on real nodes", () => {
  it("finds nothing where there is nothing, where a link leads nowhere, and below a file", () => {
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
    writeFileSync(join(folder, "file"), "");
    for (const name of ["none", "dangling", "file/below"]) {
      expect(lookAtDevice(join(folder, name))).toEqual({ kind: "absent" });
    }
  });

  it("tells a file, a folder and a character device from a block device", () => {
    writeFileSync(join(folder, "file"), "");
    makeNode(join(folder, "null"), "c", 1, 3);
    for (const path of [join(folder, "file"), folder, "/dev/null", join(folder, "null")]) {
      expect(lookAtDevice(path)).toEqual({ kind: "not-a-block-device" });
    }
  });

  it("calls a node without a device behind it dead", () => {
    const path = join(folder, "node");
    makeNode(path, "b", 7, deadMinor);
    expect(lookAtDevice(path)).toEqual({ kind: "dead" });
  });

  it("calls a device usable while it has a size, by its number and through links", () => {
    const image = join(folder, "image");
    loop = attachLoop(image, 1_048_576);
    const [major, minor] = deviceNumber(statSync(loop, { bigint: true }).rdev).split(":");
    const path = join(folder, "node");
    makeNode(path, "b", Number(major), Number(minor));
    symlinkSync(path, join(folder, "link"));
    const looks = () => [loop ?? "", path, join(folder, "link")].map(lookAtDevice);
    expect(looks()).toEqual(Array(3).fill({ kind: "usable", sectorBytes: 512 }));
    expect(sizeOfDevice(path)).toBe(1_048_576);
    resizeLoop(loop, image, 0);
    expect(sizeOfDevice(path)).toBe(0);
    expect(sizeOfDevice(image)).toBeUndefined();
    expect(looks()).toEqual(Array(3).fill({ kind: "dead" }));
  });

  it("tells the sector size that a direct read must have", () => {
    const image = join(folder, "image");
    writeFileSync(image, Buffer.alloc(1_048_576));
    loop = execFileSync("losetup", ["--find", "--show", "--sector-size", "4096", image], {
      encoding: "utf8",
    }).trim();
    expect(lookAtDevice(loop)).toEqual({ kind: "usable", sectorBytes: 4096 });
  });

  it("does not take a loop of links for an absent device", () => {
    symlinkSync("b", join(folder, "a"));
    symlinkSync("a", join(folder, "b"));
    expect(lookAtDevice(join(folder, "a"))).toEqual({ kind: "unknown", reason: "ELOOP" });
  });

  it("does not take a folder that may not be searched for an absent device", () => {
    const hidden = join(folder, "hidden");
    mkdirSync(hidden, { mode: 0o700 });
    const asNobody = <T>(work: () => T): T => {
      process.seteuid?.("nobody");
      try {
        return work();
      } finally {
        process.seteuid?.("root");
      }
    };
    expect(asNobody(() => lookAtDevice(join(hidden, "x")))).toEqual({ kind: "unknown", reason: "EACCES" });
  });
});

describe("deviceNumber", () => {
  it.each([
    [7, 0],
    [8, 255],
    [253, 256],
    [259, 1_048_575],
    [4_095, 1_000_001],
  ])("reads %i:%i from a real node", (major, minor) => {
    const path = join(folder, "node");
    makeNode(path, "b", major, minor);
    expect(deviceNumber(statSync(path, { bigint: true }).rdev)).toBe(`${major}:${minor}`);
  });
});
