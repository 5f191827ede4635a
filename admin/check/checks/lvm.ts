import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";

/** The hosts' LVM must see the devices of the cluster file and no other: neither the insides of guests' disks nor single paths. */
export function lvmFindings({
  hosts,
  description,
}: Pick<Facts, "hosts" | "description">): readonly Finding[] {
  const { volumes } = description;
  const names = [...hosts.keys()];
  if (volumes === undefined || (volumes.lvm === undefined && volumes.evms === undefined)) {
    return findings("lvm", names, [], "The cluster file does not say what the hosts' LVM may see.");
  }
  const allowed = new Set(volumes.lvm?.devices ?? []);
  const problems = [...hosts].flatMap(
    ([
      host,
      {
        facts: { physical },
      },
    ]) => {
      if (physical.kind === "not-installed") return [];
      if (physical.kind === "unknown") {
        return [
          unknown(
            [host],
            `What the LVM of ${host} sees cannot be told: ${physical.reason}.`,
            `Run pvs on ${host}.`,
          ),
        ];
      }
      const more = physical.devices
        .filter((each) => !each.names.some((name) => allowed.has(name)))
        .map(({ name }) => name);
      const seen = new Set(physical.devices.flatMap((each) => each.names));
      const lacking = [...allowed].filter((name) => !seen.has(name));
      return [
        ...(more.length === 0
          ? []
          : [
              fail(
                [host],
                `The LVM of ${host} sees ${list(more)}, which the cluster file does not name.`,
                `Run xensan host render --apply on ${host}; where it is the host's own disk, name it in volumes.lvm.devices.`,
              ),
            ]),
        ...(lacking.length === 0
          ? []
          : [
              warn(
                [host],
                `The LVM of ${host} sees no physical volume on ${list(lacking)}.`,
                `Run pvs and multipath -ll on ${host}; take it out of volumes.lvm.devices if it is no physical volume.`,
              ),
            ]),
      ];
    },
  );
  return findings(
    "lvm",
    names,
    problems,
    `The LVM of ${hostsInWords(names)} sees what the cluster file names and nothing else.`,
  );
}
