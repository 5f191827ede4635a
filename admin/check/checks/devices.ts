import type { Facts } from "../facts.ts";
import { compared, type Finding, fail, findings, hostsInWords, list, unknown } from "../finding.ts";
import { groupBy } from "../group-by.ts";
import type { HostFacts } from "../wire/facts.ts";

type Device = HostFacts["devices"][number];
type Seen = { readonly host: string; readonly device: Device };

/** A path that guests or leases are on must be the same disk on every host. */
export function deviceFindings({ hosts }: Pick<Facts, "hosts">): readonly Finding[] {
  const byPath = new Map<string, Seen[]>();
  for (const [host, { facts }] of hosts) {
    for (const device of facts.devices)
      byPath.set(device.path, [...(byPath.get(device.path) ?? []), { host, device }]);
  }
  const problems = [...byPath].flatMap(([path, seen]) => [
    ...absentIn(path, seen),
    ...otherDisks(path, seen),
  ]);
  const names = [...hosts.keys()];
  const count = byPath.size === 1 ? "1 device is" : `${byPath.size} devices are`;
  const well =
    byPath.size === 0
      ? "No guest has a block device for a disk, and there is no lease volume."
      : compared(names, "the devices", `${count} the same on ${hostsInWords(names)}.`);
  return findings("devices", names, problems, well);
}

const words: { readonly [state in Exclude<Device["state"], "usable">]: string } = {
  absent: "is not there",
  "not-a-block-device": "is not a block device",
  dead: "has no device behind it",
  unknown: "cannot be looked at",
};

function absentIn(path: string, seen: readonly Seen[]) {
  return (Object.keys(words) as (keyof typeof words)[]).flatMap((state) => {
    const where = seen.filter(({ device }) => device.state === state).map(({ host }) => host);
    if (where.length === 0) return [];
    const mend = `Activate the volumes there: the cluster does so where EvmsSCC is started; look also at multipath -ll.`;
    const found = state === "unknown" ? unknown : fail;
    return [found(where, `${path} ${words[state]} on ${list(where)}.`, mend)];
  });
}

/** Two that do not tell who they are, are compared by their size alone. */
function otherDisks(path: string, seen: readonly Seen[]) {
  const usable = seen.filter(({ device }) => device.state === "usable");
  const mend = "Start nothing on it: find out which of them is meant, and give LUNs aliases by their WWIDs.";
  for (const [what, of] of [
    ["disks", ({ identity }: Device) => identity],
    ["sizes", ({ bytes }: Device) => bytes?.toString()],
  ] as const) {
    const groups = groupBy(
      usable.filter(({ device }) => of(device) !== undefined),
      ({ device }) => of(device),
    );
    if (groups.size < 2) continue;
    const each = [...groups].map(([value, on]) => `${value} on ${list(on.map(({ host }) => host))}`);
    return [
      fail(
        usable.map(({ host }) => host),
        `${path} has different ${what}: ${list(each)}.`,
        mend,
      ),
    ];
  }
  return [];
}
