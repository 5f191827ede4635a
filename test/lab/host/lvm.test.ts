import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { todayText } from "../../support/host/clusters.ts";
import { rendered } from "../../support/host/rendered.ts";
import { attachLoop, detachLoop, type LoopDevice } from "../../support/lab/loop-device.ts";

let folder = "";
let loops: LoopDevice[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-lvm-"));
  loops = ["ours", "guests"].map((name) => {
    const file = join(folder, name);
    execFileSync("truncate", ["-s", "16M", file]);
    return attachLoop(file);
  });
});
afterEach(() => {
  for (const loop of loops) detachLoop(loop);
  rmSync(folder, { recursive: true });
});

/** Debian's LVM with this lvm.conf, on this machine's loop devices. */
function lvm(conf: string, ...command: readonly string[]) {
  mkdirSync(join(folder, "etc"), { recursive: true });
  writeFileSync(join(folder, "etc/lvm.conf"), conf);
  const { status, stdout, stderr } = spawnSync("lvm", command, {
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      LVM_SYSTEM_DIR: join(folder, "etc"),
      DM_DISABLE_UDEV: "1",
      LVM_SUPPRESS_FD_WARNINGS: "1",
    },
  });
  return { status, said: stdout + stderr };
}

describe("Debian's LVM with our part of lvm.conf", () => {
  it("sees the named device, and not the one that a guest has made its own", () => {
    const [ours, guests] = loops.map(({ device }) => device);
    for (const device of [ours, guests]) {
      const anything = "devices {\n\tuse_devicesfile = 0\n}\n";
      expect(lvm(anything, "pvcreate", "--yes", String(device))).toMatchObject({ status: 0 });
    }
    const text = todayText(2).replace("/dev/mapper/mpath2", String(ours));
    const conf = rendered(text, "/etc/lvm/lvm.conf");
    const { status, said } = lvm(conf, "pvs", "--noheadings", "-o", "pv_name");
    expect({ status, said: said.trim().split(/\s+/) }).toEqual({ status: 0, said: [ours] });
    expect(lvm(conf, "pvs", String(guests)).status).not.toBe(0);
    expect(lvm(conf, "pvcreate", "--yes", "-ff", String(guests)).said).toMatch(/filter/);
  });
});
