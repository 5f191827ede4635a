import { lookAtDevice } from "../../../lib/storage/block-device.ts";
import { evmsFolder, listFolder } from "../../../lib/storage/evms.ts";
import type { Listing } from "../../../lib/storage/volume-manager.ts";
import { monotonicClock } from "../../../lib/system/clock.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { LookEffects } from "./tool.ts";

/** The volumes that the volume manager of this host lists, EVMS's where it is installed. */
export async function lookAtVolumes({
  run,
  isInstalled,
  toolMs,
}: LookEffects): Promise<HostFacts["volumes"]> {
  if (isInstalled("evms_activate")) return listed("EVMS", listFolder(evmsFolder, lookAtDevice));
  if (!isInstalled("lvm")) return { kind: "none" };
  const { lvm } = await import("../../../lib/storage/lvm.ts");
  return listed("LVM2", await lvm(run, monotonicClock).list(toolMs));
}

function listed(manager: "EVMS" | "LVM2", listing: Listing): HostFacts["volumes"] {
  if (listing.kind === "failed") return { kind: "unknown", reason: listing.reason };
  const volumes = listing.volumes.map(({ name, path }) => ({
    ...{ name, path },
    isUsable: lookAtDevice(path).kind === "usable",
  }));
  return { kind: "listed", manager, volumes };
}
