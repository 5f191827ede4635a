import type { QuickFacts } from "../../../../admin/check/quick-facts.ts";
import type { ClusterDescription } from "../../../../lib/cluster/description/description.ts";
import { defaultEvacuation } from "../../../../lib/cluster/description/description.ts";
import type { Membership, NodeMembership } from "../../../../lib/cluster/membership/membership.ts";
import type { OverviewAnswer } from "../../../../lib/guard/overview/overview.ts";
import { absentGuest, overviewWith } from "../../lib/guard/overview/overviews.ts";

export const hosts = ["host1", "host2"] as const;

export const description: ClusterDescription = {
  nodes: hosts.map((name, index) => {
    const address = `192.168.10.${index + 1}`;
    return { name, leaseId: index + 1, addresses: { cluster: address, ssh: address, migration: address } };
  }),
  ...{ toolstack: "xl", dialect: "pacemaker", provider: "xensan", migration: "ssh" },
  lease: { kind: "volume", path: "/dev/SAN/leases" },
  guests: [{ name: "nfs1", config: "/etc/xen/nfs1.cfg", priority: 0, pins: [] }],
  evacuation: defaultEvacuation,
};

export const member: NodeMembership = { kind: "member", conditions: [] };

export function viewOf(
  nodes: Readonly<Record<string, NodeMembership>> = { host1: member, host2: member },
  partition: Membership["partition"] = { kind: "answered", dc: "host1", quorum: true, unlisted: [] },
): Membership {
  return { nodes: new Map(Object.entries(nodes)), partition };
}

export const absent: OverviewAnswer = { kind: "answered", overview: overviewWith([absentGuest("nfs1")]) };

/** Two hosts of which all is well; nothing runs. */
export const quick: QuickFacts = {
  ...{ description, here: "host1" },
  answers: new Map(hosts.map((host) => [host, absent])),
  cluster: {
    views: new Map(hosts.map((host) => [host, viewOf()])),
    clones: { kind: "parsed", value: [{ id: "evmscloneset", startedOn: [...hosts], failedOn: [] }] },
  },
};
