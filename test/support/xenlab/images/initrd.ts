import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { make } from "./command.ts";

export type Flavour = "amd64" | "cloud-amd64";

/** "6.1.0-50-amd64" */
export function kernelVersion(packages: string, flavour: Flavour): string {
  const pattern = flavour === "amd64" ? /^[\d.]+-\d+-amd64$/ : /^[\d.]+-\d+-cloud-amd64$/;
  const found = readdirSync(join(packages, "kernels/lib/modules")).find((name) => pattern.test(name));
  if (found === undefined) throw new Error(`The packages have no kernel of the flavour ${flavour}.`);
  return found;
}

/** The hypervisor, and the dom0's kernel unpacked: Xen would unpack it itself, slowly. */
export async function extractVmlinux(packages: string, folder: string): Promise<void> {
  const boot = join(packages, "kernels/boot");
  const hypervisor = readdirSync(boot).find((name) => /^xen-[\d.]+-amd64\.gz$/.test(name));
  if (hypervisor === undefined) throw new Error("The packages have no hypervisor.");
  writeFileSync(join(folder, "xen"), gunzipSync(readFileSync(join(boot, hypervisor))));
  for (const flavour of ["amd64", "cloud-amd64"] as const) {
    await make("depmod", ["-b", join(packages, "kernels"), kernelVersion(packages, flavour)]);
  }
  copyFileSync(join(boot, `vmlinuz-${kernelVersion(packages, "cloud-amd64")}`), join(folder, "guest-kernel"));
  const image = readFileSync(join(boot, `vmlinuz-${kernelVersion(packages, "amd64")}`));
  const start = image.indexOf(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]));
  if (start === -1) throw new Error("Debian's kernel is not packed with xz any more; teach this how it is.");
  const packed = join(folder, "vmlinux.xz");
  writeFileSync(packed, image.subarray(start));
  // What comes behind the stream is not of it.
  await make("sh", [
    "-c",
    'xz --decompress --stdout --single-stream "$1" >"$2"',
    "sh",
    packed,
    join(folder, "vmlinux"),
  ]);
  rmSync(packed);
}

export type Initrd = {
  readonly flavour: Flavour;
  readonly modules: readonly string[];
  readonly init: string;
  readonly target: string;
};

/** Busybox, some modules in the order in which they have to be loaded, and a first process. */
export async function makeInitrd(
  packages: string,
  { flavour, modules, init, target }: Initrd,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "xensan-initrd-"));
  try {
    for (const name of [
      "bin",
      "sbin",
      "lib/modules",
      "proc",
      "sys",
      "dev",
      "mnt",
      "root",
      "tmp",
      "run",
      "etc",
    ]) {
      mkdirSync(join(folder, name), { recursive: true });
    }
    copyFileSync(join(packages, "kernels/bin/busybox"), join(folder, "bin/busybox"));
    for (const name of applets) symlinkSync("busybox", join(folder, "bin", name));
    // What the kernel runs when Xen asks it to shut down.
    writeFileSync(join(folder, "sbin/poweroff"), "#!/bin/sh\n: >/tmp/poweroff\n", { mode: 0o755 });
    const files = await moduleFiles(packages, flavour, modules);
    for (const file of files) copyFileSync(file, join(folder, "lib/modules", basename(file)));
    writeFileSync(join(folder, "lib/modules/order"), files.map((file) => `${basename(file)}\n`).join(""));
    await make("install", ["-m", "0755", init, join(folder, "init")]);
    const pack = 'cd "$1" && find . | cpio --quiet -o -H newc | gzip -1 >"$2"';
    await make("sh", ["-c", pack, "sh", folder, target]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const applets = ["sh", "mount", "umount", "switch_root", "insmod", "sleep", "echo", "cat", "sed", "sync"];

/** The modules' files with all that they need, in the order in which they have to be loaded. */
export async function moduleFiles(
  packages: string,
  flavour: Flavour,
  modules: readonly string[],
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const module of modules) {
    const wanted = await make("modprobe", [
      ...["-d", join(packages, "kernels"), "-S", kernelVersion(packages, flavour), "--show-depends", module],
    ]);
    for (const line of wanted.split("\n")) {
      const path = /^insmod (\S+)/.exec(line)?.[1];
      if (path !== undefined && !files.includes(path)) files.push(path);
    }
  }
  return files;
}
