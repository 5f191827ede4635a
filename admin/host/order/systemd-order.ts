import { sanlockText, sanlockUnit } from "./sanlock-unit.ts";
import { xenUnits } from "./xen-units.ts";
import { evacuateProgram } from "./xendomains-settings.ts";

/** A file of systemd's, by its path on the host. */
export type SystemdFile = { readonly path: string; readonly text: string };

export type SystemdOrder = {
  /** Of the cluster file: how long an evacuation may take. */
  readonly evacuationSeconds: number;
  /** How long xendomains waits for each guest that evacuation left here. */
  readonly stopSeconds?: number;
  readonly cluster?: "corosync" | "heartbeat";
  /** The cluster has a lease volume. */
  readonly leases?: boolean;
};

/** In the administrator's folder, because a unit there takes the place of a generated one and of a package's. */
export const unitFolder = "/etc/systemd/system";

/**
 * The units with which systemd empties this host first when it goes down: they start after all that an evacuation needs, so
 * they stop before it. Ours evacuates at shutdown. Debian's xendomains.service is replaced (12: made by
 * systemd-sysv-generator from the init script; 13: a file of the package): it stops after the cluster, an ordering that
 * a drop-in could add to and not take away. With them come what must not cut them short, and what must not end first.
 */
export function systemdOrder({
  evacuationSeconds,
  stopSeconds = 300,
  cluster = "corosync",
  leases = false,
}: SystemdOrder): readonly SystemdFile[] {
  for (const seconds of [evacuationSeconds, stopSeconds]) {
    if (!Number.isSafeInteger(seconds) || seconds < 1) {
      throw new Error(`${seconds} is no time, which must be a whole number of seconds from 1`);
    }
  }
  const evacuateWithin = evacuationSeconds + marginSeconds;
  const stopWithin = evacuateWithin + stopSeconds;
  return [
    { path: `${unitFolder}/${evacuateUnit}`, text: evacuateText(evacuateWithin) },
    { path: `${unitFolder}/${xendomainsUnit}`, text: xendomainsText(stopWithin) },
    { path: `${unitFolder}/${cluster}.service.d/50-xensan.conf`, text: clusterText },
    ...(leases
      ? [{ path: `${unitFolder}/${sanlockUnit}.d/50-xensan.conf`, text: sanlockText(cluster) }]
      : []),
    { path: `${unitFolder}/session-.scope.d/50-xensan.conf`, text: sessions },
    ...["reboot", "poweroff"].map((target) => ({
      path: `${unitFolder}/${target}.target.d/50-xensan.conf`,
      text: wholeShutdown(evacuateWithin + stopWithin),
    })),
  ];
}

export const evacuateUnit = "xensan-evacuate.service";
export const xendomainsUnit = "xendomains.service";
/** Until the evacuation has noticed that its time is over, and for the toolstack's calls that it then waits for. */
const marginSeconds = 180;

/** What everything else on the host may take besides: systemd's own limit for a whole shutdown. */
const restSeconds = 1_800;

/** What an evacuation needs, and the cluster, which must see the guests gone: each stops only afterwards. */
export const neededByEvacuation: readonly string[] = [
  "network-online.target",
  "network.target",
  "networking.service",
  "systemd-networkd.service",
  "NetworkManager.service",
  "openvswitch-switch.service",
  "nss-lookup.target",
  "remote-fs.target",
  "time-sync.target",
  "syslog.service",
  "rsyslog.service",
  "ssh.service",
  "ssh.socket",
  "sshd.service",
  "wdmd.service",
  "sanlock.service",
  "multipathd.service",
  "iscsi.service",
  "open-iscsi.service",
  "iscsid.service",
  "drbd.service",
  "nfs-kernel-server.service",
  "lvm2-monitor.service",
  "blk-availability.service",
  "corosync.service",
  "pacemaker.service",
  "heartbeat.service",
  ...xenUnits,
];

const orderings = neededByEvacuation.map((name) => `After=${name}`);

/**
 * Only orderings, no requirement: whatever else is stopped or fails while the host stays up leaves the guests where they
 * are. KillMode=process: what is still at work when the time is over, above all a migration past its point of no
 * return, is not killed with its parent. It cannot be stopped by hand: once stopped, it would not act at a shutdown.
 * xendomains, which stops next, finds in its environment that the host was evacuated.
 */
function evacuateText(withinSeconds: number): string {
  return [
    "# Written by xensan.",
    "[Unit]",
    "Description=Move the guests of this Xen host away before it goes down",
    ...orderings,
    `After=${xendomainsUnit}`,
    "Wants=network-online.target",
    "RefuseManualStop=yes",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    "ExecStart=-systemctl unset-environment xensan_evacuation",
    `ExecStop=${evacuateProgram}`,
    "ExecStopPost=-systemctl set-environment xensan_evacuation=done",
    `TimeoutStopSec=${withinSeconds}`,
    "KillMode=process",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}

/** For `xendomains stop` by hand, and for what evacuation left at a shutdown. Debian's script is run as it is. */
function xendomainsText(withinSeconds: number): string {
  return [
    "# Written by xensan: it takes the place of Debian's xendomains.service, which stops after the cluster.",
    "[Unit]",
    "Description=Guests of this Xen host: none is started, all are moved away when this is stopped",
    ...orderings,
    "Wants=network-online.target",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    "ExecStart=/bin/true",
    "ExecStop=/etc/init.d/xendomains stop",
    `TimeoutStopSec=${withinSeconds}`,
    "KillMode=process",
    "IgnoreSIGPIPE=no",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}

/**
 * Neither Debian's corosync nor its xen knows of the other: they would stop side by side. Pacemaker stops before corosync by its
 * own unit.
 */
const clusterText = [
  "# Written by xensan: the cluster stops after the guests have left, and before Xen.",
  "[Unit]",
  ...xenUnits.map((name) => `After=${name}`),
  "",
].join("\n");

/**
 * What a person started in a session lives in its scope also after he has logged out: the holder of a guest's lease, which
 * pauses the guest when it is told to end, and a migration. Such a scope is otherwise among the first to be ended.
 */
const sessions = [
  "# Written by xensan: leases and migrations that were begun in a session end after the evacuation.",
  "[Unit]",
  `Before=${evacuateUnit}`,
  `Before=${xendomainsUnit}`,
  "",
].join("\n");

/**
 * These two targets, and no others, have a limit of their own: systemd resets the host when the whole shutdown takes
 * longer than half an hour.
 */
function wholeShutdown(seconds: number): string {
  return [
    "# Written by xensan: the whole shutdown may take as long as an evacuation, and half an hour besides.",
    "[Unit]",
    `JobTimeoutSec=${seconds + restSeconds}`,
    "",
  ].join("\n");
}
