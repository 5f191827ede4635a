import type { ClusterNode, HostDescription } from "../../../lib/cluster/description/description.ts";
import { parseDescription } from "../../../lib/cluster/description/parse.ts";
import { describeProblems } from "../../../lib/cluster/description/problem.ts";

/** The article's two hosts: SLES 10 SP1, Heartbeat 2.0.8, EVMS 2.5.5 on an EVA6000. What it does not tell is made up. */
export const articleText = `
nodes:
  - { name: host1, addresses: { cluster: 10.1.1.1 } }
  - { name: host2, addresses: { cluster: 10.1.1.2 } }
dialect: heartbeat2
lease: none
domain: domain.co.nz
time: { servers: [10.1.0.1, 10.1.0.2, 10.1.0.3] }
modules:
  - { name: qla2xxx, options: [qlport_down_retry=1] }
multipath:
  maps:
    - { wwid: "3600508b4001046490000700000360000", alias: mpath2 }
volumes: { evms: { containers: [san2] } }
guests:
  - { name: nfs1, config: /etc/xen/vm/nfs.xm }
`;

/** A cluster of today on Debian, with every key that its files have room for. */
export function todayText(nodeCount: number): string {
  const nodes = Array.from(
    { length: nodeCount },
    (_, index) => `
  - name: host${index + 1}
    leaseId: ${index + 1}
    interface: bond0.${index + 1}
    addresses: { cluster: 10.9.0.${index + 1}, ssh: 10.8.0.${index + 1}, migration: "fd00:20::${index + 1}" }`,
  );
  return `
nodes:${nodes.join("")}
dialect: pacemaker
lease: /dev/SAN/leases
domain: san.example
time: { servers: [10.1.0.1, "fd00::123", ntp1.example.org], localStratum: 7 }
modules:
  - { name: qla2xxx, options: [ql2xmaxqdepth=32, qlport_down_retry=1] }
  - { name: softdog, options: [soft_margin=60] }
multipath:
  maps:
    - { wwid: "3600508b4001046490000700000360000", alias: mpath2 }
    - { wwid: 3600508b4001046490000700000370000, alias: mpath1 }
volumes: { lvm: { devices: [/dev/mapper/mpath2, /dev/disk/by-id/ata-A+B.1-part3] } }
corosync: { clusterName: san, tokenMs: 1000, cipher: aes256 }
xen: { bridge: br0 }
guests:
  - { name: nfs1, config: /etc/xen/nfs1.cfg }
`;
}

/** Hosts of the article's kind, as many as wanted, with all that Heartbeat takes. */
export function heartbeatText(nodeCount: number): string {
  const nodes = Array.from(
    { length: nodeCount },
    (_, index) => `\n  - { name: host${index + 1}, addresses: { cluster: 10.9.0.${index + 1} } }`,
  );
  return `
nodes:${nodes.join("")}
dialect: heartbeat2
lease: none
heartbeat: { udpPort: 6940, keepaliveMs: 200, warnMs: 1000, deadMs: 2000, initialDeadMs: 5000 }
volumes: { evms: {} }
`;
}

/** @throws Error with what is wrong with the text */
export function describing(text: string): HostDescription {
  const parsed = parseDescription(Buffer.from(text));
  if (parsed.kind === "description") return parsed.description;
  throw new Error(describeProblems("cluster file", parsed.problems));
}

/** @throws Error where there is no such node */
export function nodeOf(description: HostDescription, name: string): ClusterNode {
  const node = description.nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`the cluster file has no node ${name}`);
  return node;
}
