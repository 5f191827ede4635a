import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { XenHost } from "../../support/xenlab/host.ts";
import type { XenLab } from "../../support/xenlab/lab.ts";
import { clusterFile, type Scene } from "./scene.ts";

const builtRoot = join(import.meta.dirname, "../../../dist/root");

/** What a person does on two new hosts before the first guest: install, cluster file, volume group. */
export async function setUp(lab: XenLab): Promise<Scene> {
  const [host1, host2] = lab.hosts;
  await Promise.all([install(host1), install(host2)]);
  await makeVolumes(host1);
  return { lab, host1, host2, volumeByte: await volumeByteOf(host1), startedAnew: 0 };
}

/** As a user would: a copy of dist/root, and the command in it. */
async function install(host: XenHost): Promise<void> {
  if (!existsSync(builtRoot)) throw new Error(`${builtRoot} is missing; run: npm run build`);
  const packed = execFileSync("tar", ["-C", builtRoot, "-cz", "."], { maxBuffer: 64 * 1024 * 1024 });
  await host.do("sh", ["-c", "mkdir -p /root/xensan && base64 -d | tar -xz -C /root/xensan"], {
    input: packed.toString("base64"),
  });
  await host.do("/root/xensan/usr/sbin/xensan", ["install"]);
  await host.do("sh", ["-c", "umask 022 && mkdir -p /etc/xensan && cat >/etc/xensan/cluster.yaml"], {
    input: clusterFile,
  });
}

/**
 * On one host, once; the other one hears of it when EvmsSCC activates there. Without autoactivation nobody but
 * EvmsSCC makes the volumes usable, also after a reboot.
 */
async function makeVolumes(host: XenHost): Promise<void> {
  await host.do("pvcreate", ["--quiet", "/dev/vdb"]);
  await host.do("vgcreate", ["--quiet", "--setautoactivation", "n", "SAN", "/dev/vdb"]);
  for (const [name, size] of [
    ["leases", "8m"],
    ["nfs1", "40m"],
  ] as const) {
    await host.do("lvcreate", ["--quiet", "-an", "-Zn", "-Wn", "-n", name, "-L", size, "SAN"]);
  }
}

async function volumeByteOf(host: XenHost): Promise<number> {
  const rows = await host.do("pvs", [
    ...["--segments", "--noheadings", "--units", "b", "--nosuffix", "--separator", ";"],
    ...["-o", "lv_name,pe_start,vg_extent_size,pvseg_start"],
  ]);
  const row = rows
    .split("\n")
    .map((line) => line.trim().split(";"))
    .find(([name]) => name === "nfs1");
  const [, start, extentBytes, extent] = (row ?? []).map(Number);
  if (start === undefined || extentBytes === undefined || extent === undefined || !Number.isInteger(extent)) {
    throw new Error(`pvs does not tell where nfs1's volume begins: ${rows}`);
  }
  return start + extent * extentBytes;
}
