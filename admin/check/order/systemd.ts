import { neededByLeaving, resourceUnit, sanlockUnit } from "../../host/order/sanlock-unit.ts";
import { evacuateUnit, neededByEvacuation, xendomainsUnit } from "../../host/order/systemd-order.ts";
import { xenUnits } from "../../host/order/xen-units.ts";
import type { BootFacts, Promised, Unit } from "./facts.ts";

type Systemd = Extract<BootFacts, { kind: "systemd" }>;

/** All units that systemd is asked about. */
export const unitsInOrder: readonly string[] = [
  evacuateUnit,
  xendomainsUnit,
  ...neededByEvacuation.filter((name) => name.endsWith(".service")),
  "reboot.target",
  "poweroff.target",
];

const render = "run xensan host render --apply and systemctl daemon-reload";

export function systemdFindings(
  { units, sessionsWait }: Systemd,
  { evacuationSeconds, hasLeases }: Promised,
): readonly string[] {
  const ours = units.get(evacuateUnit);
  if (ours === undefined || !ours.isLoaded) {
    return [`There is no ${evacuateUnit}, so guests are not moved away when this host goes down: ${render}.`];
  }
  const xendomains = units.get(xendomainsUnit);
  return [
    ...standing(evacuateUnit, ours, "nobody is moved away when this host goes down"),
    ...(xendomains?.isLoaded ? xendomainsFindings(xendomains) : []),
    ...orderings(evacuateUnit, ours, units),
    ...(ours.after.includes(xendomainsUnit) || xendomains?.isLoaded !== true
      ? []
      : [
          `${evacuateUnit} is not ordered after ${xendomainsUnit}, which then shuts guests down before they are moved: ${render}.`,
        ]),
    ...["corosync.service", "heartbeat.service"].flatMap((name) => clusterFindings(name, units)),
    ...(hasLeases ? leavingFindings(units) : []),
    ...limits(ours, units, evacuationSeconds),
    ...(sessionsWait
      ? []
      : [
          `Sessions end before the evacuation, and with them the holders of leases that were begun there: ${render}.`,
        ]),
  ];
}

function standing(name: string, { isActive, isEnabled }: Unit, otherwise: string): readonly string[] {
  const start = `run systemctl enable --now ${name}`;
  if (!isActive) return [`${name} was not started, so ${otherwise}: ${start}.`];
  return isEnabled ? [] : [`${name} is not enabled, so after the next boot ${otherwise}: ${start}.`];
}

function xendomainsFindings(unit: Unit): readonly string[] {
  const { conflictedBy } = unit;
  return [
    ...standing(xendomainsUnit, unit, "'xendomains stop' does nothing"),
    ...conflictedBy
      .filter((name) => name !== "shutdown.target")
      .map(
        (name) =>
          `${name} conflicts with ${xendomainsUnit}, so its start stops that and empties this host: disable it, or ` +
          "take the line Conflicts= out of it with systemctl edit --full.",
      ),
  ];
}

/** What runs on this host and must outlast the guests. */
function orderings(name: string, ours: Unit, units: Systemd["units"]): readonly string[] {
  const both = [name, xendomainsUnit].flatMap((each): readonly [string, Unit][] => {
    const unit = each === name ? ours : units.get(each);
    return unit?.isLoaded ? [[each, unit]] : [];
  });
  return both.flatMap(([each, unit]) => {
    const early = neededByEvacuation.filter(
      (needed) => units.get(needed)?.isActive === true && !unit.after.includes(needed),
    );
    if (early.length === 0) return [];
    return [`${early.join(", ")} may stop before ${each}, while guests are still here: ${render}.`];
  });
}

/** Xen outlasts the cluster, which activates the guests' disks. */
function clusterFindings(name: string, units: Systemd["units"]): readonly string[] {
  const cluster = units.get(name);
  if (cluster?.isActive !== true) return [];
  const early = xenUnits.filter((xen) => units.get(xen)?.isActive === true && !cluster.after.includes(xen));
  return early.length === 0 ? [] : [`${early.join(", ")} may stop before ${name}: ${render}.`];
}

/** sanlock ends only on a host that has left the lease volume, which needs the volume, and nobody who still needs leases. */
function leavingFindings(units: Systemd["units"]): readonly string[] {
  const sanlock = units.get(sanlockUnit);
  if (sanlock?.isActive !== true) return [];
  const isActive = (name: string) => units.get(name)?.isActive === true;
  const early = neededByLeaving.filter((name) => isActive(name) && !sanlock.after.includes(name));
  const late = Object.values(resourceUnit).filter(
    (name) => isActive(name) && !units.get(name)?.after.includes(sanlockUnit),
  );
  return [
    ...(sanlock.leavesLeases
      ? []
      : [
          `${sanlockUnit} does not leave the lease volume when it is stopped, and so ends only after minutes: ${render}.`,
        ]),
    ...(early.length === 0 ? [] : [`${early.join(", ")} may stop before ${sanlockUnit}: ${render}.`]),
    ...late.map(
      (name) => `${sanlockUnit} may stop before ${name}, which may need leases until then: ${render}.`,
    ),
  ];
}

function limits(ours: Unit, units: Systemd["units"], evacuationSeconds: number): readonly string[] {
  const { stopSeconds } = ours;
  const short =
    stopSeconds !== undefined && stopSeconds <= evacuationSeconds
      ? [
          `${evacuateUnit} is cut off after ${stopSeconds} s, and an evacuation may take ${evacuationSeconds} s: ${render}.`,
        ]
      : [];
  const targets = ["reboot.target", "poweroff.target"].flatMap((name) => {
    const seconds = units.get(name)?.jobSeconds;
    if (seconds === undefined || seconds > evacuationSeconds) return [];
    return [
      `${name} resets this host after ${seconds} s, and an evacuation may take ${evacuationSeconds} s: ${render}.`,
    ];
  });
  return [...short, ...targets];
}
