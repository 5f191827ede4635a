import { startedOn } from "../../support/lab/crm-mon.ts";
import type { XenHost } from "../../support/xenlab/host.ts";
import { expect, type Point } from "./point.ts";
import type { Scene } from "./scene.ts";

const volumes = ["/dev/SAN/leases", "/dev/SAN/nfs1"];

export const loading: Point = {
  title: "the clone is started on both hosts, and crm_mon says so on both",
  prove: async (scene) => {
    const { host1, host2 } = scene;
    for (const host of [host1, host2]) {
      expect((await activeVolumes(host)).length === 0, `${host.name} has volumes before the clone started`);
    }
    await online(scene);
    await loadClone(scene);
    await startedOnBoth(scene);
    return `device-mapper has ${volumes.join(" and ")} on both; Debian's LVM2 with backend=lvm`;
  },
};

/** The article's first point: the volumes belong to the cluster. Of host1 the evacuation's points see it. */
export const clonePoints: readonly Point[] = [
  loading,
  {
    title: "host2 reboots, and its volumes come back by themselves",
    prove: async (scene) => {
      await reboot(scene.host2);
      await startedOnBoth(scene);
      return `active again on host2: ${(await activeVolumes(scene.host2)).join(" and ")}`;
    },
  },
];

/** Exactly as the README says. */
export async function loadClone({ host1 }: Scene): Promise<void> {
  const script = `set -e
    xensan cib policy >policy.xml
    cibadmin --modify --allow-create -o crm_config -x policy.xml
    xensan cib evmscloneset --volumes SAN --backend lvm >evmscloneset.xml
    cibadmin -C -o resources -x evmscloneset.xml`;
  await host1.do("sh", ["-c", script]);
}

/** Both hosts are members for both. */
export async function online({ lab, host1, host2 }: Scene): Promise<void> {
  await lab.until(
    "host1 and host2 are online",
    async () => {
      for (const host of [host1, host2]) {
        const seen = (await host.crmMon()).online.join(", ");
        if (seen !== "host1, host2") return `online on ${host.name} are [${seen}]`;
      }
      return true;
    },
    180_000,
  );
}

/** Each host says that the clone is started on both, and has the devices. */
export async function startedOnBoth(scene: Scene): Promise<void> {
  const { lab, host1, host2 } = scene;
  await lab.until(
    "the clone is started on host1 and host2",
    async () => {
      for (const host of [host1, host2]) {
        const seen = startedOn(await host.crmMon(), "evmscloneset").join(", ");
        if (seen !== "host1, host2") return `${host.name} says that it is started on [${seen}]`;
      }
      return true;
    },
    240_000,
  );
  for (const host of [host1, host2]) {
    const seen = (await activeVolumes(host)).join(" ");
    expect(seen === volumes.join(" "), `${host.name} has not all volumes but [${seen}]`);
  }
}

export async function reboot(host: XenHost): Promise<void> {
  // ssh ends with the machine, or before it.
  await host.run("systemctl", ["reboot", "--no-block"]).catch(() => undefined);
  expect(await host.poweredOff(180_000), `${host.name} does not go down`);
  await host.boot();
}

/** A host that is off is a member again, and has its volumes. */
export async function bringBack(scene: Scene, host: XenHost): Promise<void> {
  await host.boot();
  await online(scene);
  await startedOnBoth(scene);
}

/** What device-mapper has, and not what LVM2 says of it. */
async function activeVolumes(host: XenHost): Promise<readonly string[]> {
  const script =
    'for volume; do [ ! -b "$volume" ] || echo "$volume $(dmsetup info -c --noheadings -o attr "$volume")"; done';
  const rows = (await host.do("sh", ["-c", script, "sh", ...volumes])).trim().split("\n");
  // "L--w": its table is live.
  return rows.filter((row) => / L..[rw]$/.test(row)).map((row) => row.split(" ")[0] ?? "");
}
