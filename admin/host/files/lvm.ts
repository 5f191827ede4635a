import type { HostDescription } from "../../../lib/cluster/description/description.ts";
import { blockIn, type Renderer, wholeFile } from "../host-file.ts";
import { platformOf } from "../settings.ts";

/**
 * lvm.conf: the hosts' LVM sees the named devices and nothing else, so that it neither finds the volume groups that guests
 * make on their disks nor takes one path of a LUN for the LUN.
 */
export const lvm: Renderer = ({ description }) => {
  const filter = filterOf(description);
  if (filter === undefined) return undefined;
  const path = "/etc/lvm/lvm.conf";
  return platformOf(description) === "sles"
    ? wholeFile(path, section([...slesDevices, `filter = ${filter}`]))
    : blockIn(path, section([`filter = ${filter}`, `global_filter = ${filter}`, "use_devicesfile = 0"]));
};

function filterOf({ volumes }: HostDescription): string | undefined {
  if (volumes === undefined || (volumes.lvm === undefined && volumes.evms === undefined)) return undefined;
  const accepted = (volumes.lvm?.devices ?? []).map((path) => `"a|^${escaped(path)}$|"`);
  return `[ ${[...accepted, '"r|.*|"'].join(", ")} ]`;
}

/**
 * Today's LVM joins sections of one name, so that ours may stand below those of the package; it scans by udev's events
 * too, with a filter of its own, and takes no filter at all where it has a list of devices. The LVM of SLES 10 reads the
 * first section only: there all of the file is ours, as in the article.
 */
function section(lines: readonly string[]): readonly string[] {
  return ["devices {", ...lines.map((line) => `\t${line}`), "}"];
}

const slesDevices = [
  'dir = "/dev"',
  'scan = [ "/dev" ]',
  'cache = "/etc/lvm/.cache"',
  "write_cache_state = 1",
  "sysfs_scan = 1",
  "md_component_detection = 1",
];

/** For a regular expression of LVM's; a backslash would have to be written twice. */
function escaped(path: string): string {
  return path.replaceAll(/[^A-Za-z0-9_/-]/g, (character) => `[${character}]`);
}
