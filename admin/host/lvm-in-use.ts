import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";

/** A device on which LVM has something active, and every path that it has. */
export type PhysicalVolume = { readonly paths: readonly string[] };

/**
 * What LVM has active on a host, by the kernel: beneath each device-mapper device of LVM's the devices that it stands on.
 * A root that is not the running system has no /sys, and so nothing active.
 */
export function physicalVolumesInUse(root: string): readonly PhysicalVolume[] {
  const blocks = join(root, "sys/block");
  const slaves = entriesOf(blocks)
    .filter((name) => textOf(join(blocks, name, "dm/uuid")).startsWith("LVM-"))
    .flatMap((name) => entriesOf(join(blocks, name, "slaves")))
    // What stands on a device of LVM's itself, such as a snapshot on its origin, is no physical volume.
    .filter((name) => !textOf(join(blocks, name, "dm/uuid")).startsWith("LVM-"));
  return [...new Set(slaves)].map((name) => {
    const mapped = textOf(join(blocks, name, "dm/name"));
    return { paths: [mapped === "" ? `/dev/${name}` : `/dev/mapper/${mapped}`, ...linksTo(root, name)] };
  });
}

/** Those that LVM would see no more where only these devices are named. */
export function hiddenVolumes(
  inUse: readonly PhysicalVolume[],
  named: readonly string[],
): readonly PhysicalVolume[] {
  return inUse.filter(({ paths }) => !paths.some((path) => named.includes(path)));
}

function linksTo(root: string, name: string): readonly string[] {
  const disk = join(root, "dev/disk");
  return entriesOf(disk).flatMap((kind) =>
    entriesOf(join(disk, kind))
      .filter((link) => basename(targetOf(join(disk, kind, link))) === name)
      .map((link) => `/dev/disk/${kind}/${link}`),
  );
}

function entriesOf(folder: string): readonly string[] {
  return quietly(() => readdirSync(folder).sort(), []);
}

function textOf(file: string): string {
  return quietly(() => readFileSync(file, "utf8").trim(), "");
}

function targetOf(link: string): string {
  return quietly(() => readlinkSync(link), "");
}

/** What is not there, or goes away while it is looked at. */
function quietly<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
