import type { Host, HostFile } from "./host-file.ts";
import { hiddenVolumes, type PhysicalVolume } from "./lvm-in-use.ts";

/** Files that are right by themselves and would harm this host as it is: why, as what comes after the path in a sentence. */
export type Held = ReadonlyMap<string, string>;

/**
 * A filter that hides what the host's LVM has active now, such as the host's own root, makes a host that does not boot.
 */
export function heldFiles(
  { description }: Host,
  files: readonly HostFile[],
  inUse: readonly PhysicalVolume[],
): Held {
  const lvm = files.find(({ path }) => path === "/etc/lvm/lvm.conf");
  const hidden = hiddenVolumes(inUse, description.volumes?.lvm?.devices ?? []);
  if (lvm === undefined || hidden.length === 0) return new Map();
  const names = hidden.map(({ paths }) => paths[0] ?? "").join(", ");
  const why =
    `would hide ${names} from this host's LVM, which has volumes active there: name it in volumes.lvm.devices, or where ` +
    "it is a guest's, deactivate its volumes here, then apply again; --force writes it all the same.";
  return new Map([["etc/lvm/lvm.conf", why]]);
}
