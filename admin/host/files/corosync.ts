import type { ClusterNode } from "../../../lib/cluster/description/description.ts";
import { type Renderer, wholeFile } from "../host-file.ts";

/** corosync.conf: the same on every node. */
export const corosync: Renderer = ({ description }) => {
  if (description.dialect !== "pacemaker") return undefined;
  const { clusterName, tokenMs, cipher } = description.corosync;
  return wholeFile("/etc/corosync/corosync.conf", [
    ...section("totem", [
      "version: 2",
      `cluster_name: ${clusterName}`,
      "transport: knet",
      `crypto_cipher: ${cipher}`,
      `crypto_hash: ${cipher === "none" ? "none" : "sha256"}`,
      `token: ${tokenMs}`,
    ]),
    ...section("quorum", [
      "provider: corosync_votequorum",
      // Two nodes have no majority without each other (votequorum(5)); with it goes wait_for_all.
      ...(description.nodes.length === 2 ? ["two_node: 1"] : []),
    ]),
    ...section("logging", ["to_logfile: no", "to_stderr: no", "to_syslog: yes", "syslog_facility: daemon"]),
    ...section(
      "nodelist",
      description.nodes.flatMap((node, index) => section("node", nodeLines(node, index + 1))),
    ),
  ]);
};

/** The lease's number stays with its host for good, as Corosync's must; where there is none, the place in the file. */
function nodeLines({ name, leaseId, addresses }: ClusterNode, place: number): readonly string[] {
  return [`name: ${name}`, `nodeid: ${leaseId ?? place}`, `ring0_addr: ${addresses.cluster}`];
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return [`${name} {`, ...lines.map((line) => `  ${line}`), "}"];
}
