import type { CrmNodeState } from "./crm-node.ts";
import type { PartitionReport, ReportedNode } from "./report.ts";

/** What crm_mon shows, held against what Corosync says of each node and of quorum a moment later. */
export function confirmOffline(
  report: PartitionReport,
  seen: ReadonlyMap<string, CrmNodeState>,
  quorumNow: boolean,
): PartitionReport {
  return {
    ...report,
    quorum: report.quorum && quorumNow,
    nodes: report.nodes.map((node): ReportedNode => {
      const state = seen.get(node.name);
      if (node.state.kind === "offline" && state === "member") {
        return {
          ...node,
          state: {
            kind: "unclear",
            why: "is offline for Pacemaker and a member for Corosync, so the host is up: look there",
          },
        };
      }
      if (node.state.kind === "online" && state === "lost") {
        return {
          ...node,
          state: {
            kind: "unclear",
            why: "is online for Pacemaker and lost for Corosync: wait and ask again",
          },
        };
      }
      return node;
    }),
  };
}
