import { recordsFolder } from "../../evacuation/paths.ts";
import { recordStore } from "../../evacuation/record/record-store.ts";
import { type DeviceState, lookAtDevice } from "../../storage/block-device.ts";
import { evms } from "../../storage/evms.ts";
import { lvm } from "../../storage/lvm.ts";
import type { Volume, VolumeManager } from "../../storage/volume-manager.ts";
import type { Machine } from "../machine.ts";
import { type HostDetails, type HostVolumes, inBrief, mostVolumes, type VolumeState } from "./details.ts";

/** @param lookMs how long the volume manager may take */
export async function ownDetails(machine: Machine, lookMs: number): Promise<HostDetails> {
  const [latest] = recordStore(recordsFolder(machine.paths)).read();
  return {
    evacuation: latest === undefined ? undefined : inBrief(latest),
    volumes: await volumesHere(managerOf(machine), lookMs),
  };
}

/** The volumes that the volume manager of this host lists; none where it fails. */
export async function ownVolumeNames(machine: ManagerSetting, lookMs: number): Promise<readonly Volume[]> {
  const listing = await managerOf(machine)?.list(lookMs);
  return listing?.kind === "listed" ? listing.volumes : [];
}

type ManagerSetting = Pick<Machine, "run" | "clock" | "isInstalled">;

/** As the agent does where its backend is auto; undefined: neither is installed. */
function managerOf({ run, clock, isInstalled }: ManagerSetting): VolumeManager | undefined {
  // Whether evmsd runs concerns an activation only.
  if (isInstalled("evms_activate")) return evms({ run, lookAtDevice, isInstalled, isRunning: () => true });
  return isInstalled("lvm") ? lvm(run, clock) : undefined;
}

export async function volumesHere(
  manager: Pick<VolumeManager, "title" | "list"> | undefined,
  lookMs: number,
  look: (path: string) => DeviceState = lookAtDevice,
): Promise<HostVolumes> {
  if (manager === undefined) return { kind: "none" };
  const listing = await manager.list(lookMs);
  if (listing.kind === "failed") return { kind: "unknown", reason: listing.reason };
  const volumes = listing.volumes
    .slice(0, mostVolumes)
    .map(({ name, path }) => ({ name, path, state: stateOf(look(path)) }));
  return { kind: "known", title: manager.title, volumes };
}

function stateOf({ kind }: DeviceState): VolumeState {
  switch (kind) {
    case "usable":
      return "active";
    case "absent":
      return "inactive";
    case "dead":
    case "not-a-block-device":
      return "dead";
    case "unknown":
      return "unknown";
  }
}
