import { xenUnits } from "./xen-units.ts";

export const sanlockUnit = "sanlock.service";

/** Where `xensan install` puts it. */
export const leaveCommand = "/usr/sbin/xensan lease leave";

/** Which manages guests and volumes, by the stack that it is part of. */
export const resourceUnit = { corosync: "pacemaker.service", heartbeat: "heartbeat.service" } as const;

/**
 * Xen's tools tell whether a guest is still here; wdmd does not end either while sanlock has a lockspace; the others take away the
 * volume's devices when they stop.
 */
export const neededByLeaving: readonly string[] = [
  ...xenUnits,
  "wdmd.service",
  "multipathd.service",
  "iscsi.service",
  "open-iscsi.service",
  "iscsid.service",
  "blk-availability.service",
];

/**
 * sanlock passes a SIGTERM over so long as this host has joined the lease volume, and Debian's unit never kills it: nothing else
 * makes it leave, and the shutdown would wait for it until systemd gives up, for minutes. A refusal ("-") leaves it at that, and the
 * guests with their leases.
 *
 * It starts before the cluster's resources and stops after them: guests that a policy lets the cluster stop need their leases
 * until then. A volume group that the cluster deactivates in the meantime keeps the lease volume, which sanlock has open. That is why
 * it is not the other way round, where the volume would be there for certain. It starts without the volume, which it opens when the
 * host joins, so it waits neither for remote-fs.target nor for anything else that may itself wait for volumes of the cluster.
 */
export function sanlockText(cluster: "corosync" | "heartbeat"): string {
  return [
    "# Written by xensan: this host leaves the lease volume, without which sanlock does not end, when the guests are gone.",
    "[Unit]",
    ...neededByLeaving.map((name) => `After=${name}`),
    `Before=${resourceUnit[cluster]}`,
    "",
    "[Service]",
    `ExecStop=-${leaveCommand}`,
    "",
  ].join("\n");
}
