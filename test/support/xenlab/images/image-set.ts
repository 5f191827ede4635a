import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { dom0Packages, kernelPackages, suite } from "../recipe.ts";
import { nodeHere } from "./command.ts";
import { unpackDebian } from "./debian.ts";
import { makeDom0Image } from "./dom0-image.ts";
import { extractVmlinux, makeInitrd } from "./initrd.ts";

/** All that two machines boot from, made from Debian's packages, this folder's files and this machine's Node.js. */
export type ImageSet = {
  readonly hypervisor: string;
  readonly kernel: string;
  readonly initrd: string;
  /** A raw disk with the dom0, never written to: each machine has a copy of its own. */
  readonly dom0: string;
  /** Lets the lab in by ssh. */
  readonly sshKey: string;
};

const cacheFolder = "/var/cache/xensan-lab";

/**
 * The images from the cache, or newly made ones: 2 minutes and 700 MB for a machine that never did.
 *
 * @param say told what takes long
 */
export async function imageSet(say: (line: string) => void): Promise<ImageSet> {
  const folder = join(cacheFolder, keyOf(whatGoesIn()));
  if (!existsSync(folder)) {
    const packages = join(
      cacheFolder,
      `packages-${keyOf([suite, ...dom0Packages, ...kernelPackages, textOf("images/debian.ts")])}`,
    );
    await once(packages, async (making) => {
      say("Making a Debian userland, kernels and a hypervisor from packages (about 2 minutes, once).");
      await unpackDebian(making);
    });
    await once(folder, async (making) => {
      say("Making the disk of a dom0 (about half a minute, once).");
      await makeImages(packages, making);
    });
  }
  forgetOld(folder);
  const file = (name: string) => join(folder, name);
  return {
    ...{ hypervisor: file("xen"), kernel: file("vmlinux"), initrd: file("initrd"), dom0: file("dom0.raw") },
    sshKey: file("id"),
  };
}

async function makeImages(packages: string, folder: string): Promise<void> {
  await extractVmlinux(packages, folder);
  await makeInitrd(packages, {
    ...{ flavour: "amd64", init: join(here, "dom0-init.sh"), target: join(folder, "initrd") },
    modules: ["virtio_pci", "virtio_blk", "ext4"],
  });
  await makeInitrd(packages, {
    ...{ flavour: "cloud-amd64", init: join(here, "guest/init.sh"), target: join(folder, "guest-initrd") },
    modules: ["xen-blkfront", "xen-netfront", "ext4"],
  });
  await makeDom0Image(packages, folder);
}

/** Made beside its place and moved there when it is whole, so that a killed run leaves nothing that looks done. */
async function once(folder: string, make: (making: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  await make(making);
  renameSync(making, folder);
}

/** The three that were used last stay. */
function forgetOld(used: string): void {
  const now = new Date();
  utimesSync(used, now, now);
  const sets = readdirSync(cacheFolder)
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => join(cacheFolder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const folder of sets.slice(3)) rmSync(folder, { recursive: true, force: true });
}

const here = join(import.meta.dirname, "..");

function whatGoesIn(): readonly string[] {
  const files = readdirSync(here, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(here.length + 1))
    .filter((name) => /^(recipe\.ts|cluster\.ts|dom0-init\.sh|(dom0|guest|images)\/.*)$/.test(name))
    .sort();
  return [...files, ...files.map(textOf), process.version, String(statSync(nodeHere).size)];
}

function textOf(name: string): string {
  return readFileSync(join(here, name), "utf8");
}

function keyOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
