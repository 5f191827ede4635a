import type { Facts, Interval } from "../../../../admin/check/facts.ts";
import type { HostFacts } from "../../../../admin/check/wire/facts.ts";
import type { HostDescription } from "../../../../lib/cluster/description/description.ts";
import { parseDescription } from "../../../../lib/cluster/description/parse.ts";
import { absentGuest, overviewWith } from "../../lib/guard/overview/overviews.ts";
import { hosts, quick } from "./facts.ts";

export const wwid = "3600508b4001046490000700000360000";
export const digest = (letter: string) => letter.repeat(64);

const file = `nodes:
  - { name: host1, leaseId: 1, addresses: { cluster: 192.168.10.1 } }
  - { name: host2, leaseId: 2, addresses: { cluster: 192.168.10.2 } }
dialect: pacemaker
lease: /dev/SAN/leases
time: { servers: [192.168.1.123] }
multipath: { maps: [{ wwid: ${wwid}, alias: mpath2 }] }
volumes: { lvm: { devices: [/dev/mapper/mpath2] } }
guests:
  - { name: nfs1, config: /etc/xen/nfs1.cfg }
  - { name: web1, config: /etc/xen/web1.cfg }
`;

export const description: HostDescription = describing(file);

export function describing(text: string): HostDescription {
  const parsed = parseDescription(Buffer.from(text));
  if (parsed.kind !== "description") throw new Error(JSON.stringify(parsed));
  return parsed.description;
}

export const without = (...keys: readonly string[]): HostDescription =>
  describing(
    file
      .split("\n")
      .filter((line) => !keys.some((key) => line.startsWith(`${key}:`)))
      .join("\n"),
  );

const device = (path: string) =>
  ({ path, state: "usable", identity: `LVM-${path}`, bytes: 1 << 30 }) as const;
const config = (guest: string, target: string, thing: string) =>
  ({
    guest,
    content: {
      kind: "read",
      sha256: digest("c"),
      disks: { kind: "known", disks: [{ target, access: "write", thing }] },
    },
  }) as const;

/** Of a host of which all is well. */
export function wellHost(host: string): HostFacts {
  const other = host === "host1" ? "host2" : "host1";
  return {
    overview: overviewWith([absentGuest("nfs1"), absentGuest("web1")]),
    ...{ beganMs: 1_000, endedMs: 2_000 },
    clock: { kind: "kept", by: "chrony", isSynchronised: true, offsetMs: 1 },
    clusterFile: { kind: "read", sha256: digest("a") },
    versions: [
      { name: "kernel", version: "6.1.0-41-amd64" },
      { name: "Xen", version: "4.17.7" },
    ],
    names: {
      ...{ kind: "read", filesFirst: true },
      names: hosts.map((name, index) => ({ name, addresses: [`192.168.10.${index + 1}`] })),
    },
    multipath: {
      kind: "listed",
      maps: [{ alias: "mpath2", wwid, paths: ["sda", "sdc"].map((name) => ({ device: name, isUp: true })) }],
    },
    devices: ["/dev/SAN/leases", "/dev/mapper/mpath2", "/dev/SAN/nfs1"].map(device),
    physical: {
      kind: "listed",
      devices: [{ name: "/dev/dm-0", names: ["/dev/dm-0", "/dev/mapper/mpath2"] }],
    },
    volumes: {
      ...{ kind: "listed", manager: "LVM2" },
      volumes: [{ name: "SAN/nfs1", path: "/dev/SAN/nfs1", isUsable: true }],
    },
    membership: {
      nodes: hosts.map((name) => ({ name, state: { kind: "member", conditions: [] } })),
      partition: { kind: "answered", dc: "host1", quorum: true, unlisted: [] },
    },
    order: { kind: "told", sentences: [] },
    xendomains: { kind: "told", sentences: [] },
    lease: {
      ...{ kind: "asked", daemonName: host, usesWatchdog: true, isWatched: true },
      standing: { kind: "joined", leaseId: hosts.indexOf(host === "host1" ? "host1" : "host2") + 1 },
    },
    configs: [config("nfs1", "/dev/SAN/nfs1", "254:3"), config("web1", "/dev/SAN/web1", "254:4")],
    strayOperations: { kind: "listed", guests: [] },
    files: [{ path: "/etc/multipath.conf", found: { kind: "part", sha256: digest("f") } }],
    reach: [{ to: other, address: "192.168.10.9", port: undefined, result: { kind: "reached" } }],
  };
}

export const near: Interval = { leastMs: -40, mostMs: 60 };

/** Of two hosts of which all is well. @param more of each host, by its name */
export function factsWith(
  more: Readonly<Record<string, Partial<HostFacts>>> = {},
  rest: Partial<Facts> = {},
): Facts {
  const facts = new Map(hosts.map((host) => [host as string, { ...wellHost(host), ...more[host] }]));
  return {
    ...{ ...quick, description },
    answers: new Map([...facts].map(([host, { overview }]) => [host, { kind: "answered", overview }])),
    hosts: new Map([...facts].map(([host, each]) => [host, { facts: each, clock: near }])),
    cib: { kind: "checked", findings: [] },
    wantedFiles: new Map(hosts.map((host) => [host, new Map([["/etc/multipath.conf", digest("f")]])])),
    ...rest,
  };
}
