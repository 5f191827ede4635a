import {
  attribute,
  child,
  children,
  type Element,
  failureIn,
  maxLength,
  rootOf,
  truth,
} from "./crm-mon-element.ts";
import type { NodeCondition } from "./membership.ts";
import { type Parsed, type PartitionReport, parsed, type ReportedNode, unreadable } from "./report.ts";

/**
 * Reads what `crm_mon -1 --output-as xml` prints (Pacemaker 2.0.3 and later): the coordinator, quorum and nodes. A text
 * that is not complete to the last tag, that counts its nodes wrong or that has a word where a node's state must be, is
 * not read at all. Remote nodes, which run no cluster manager of their own, are not listed.
 */
export function parseCrmMonXml(text: string): Parsed<PartitionReport> {
  if (text.length > maxLength) return unreadable(`crm_mon printed more than ${maxLength} characters`);
  const root = rootOf(text);
  if (root === undefined) return garbage;
  if (attribute(child(root, "status"), "code") !== "0") return unreadable(failureIn(root));
  const launcher = child(root, "pacemakerd");
  if (launcher !== undefined && attribute(launcher, "state") !== "running") {
    return unreadable("Pacemaker on this node is starting or stopping");
  }
  const summary = child(root, "summary");
  const dc = child(summary, "current_dc");
  const present = truth(dc, "present");
  const quorum = truth(dc, "with_quorum");
  const nodes = children(child(root, "nodes"), "node");
  const read = nodes.map(reportedNode);
  const counted = attribute(child(summary, "nodes_configured"), "number") === String(nodes.length);
  if (present === undefined || !counted || !read.every((node) => node !== undefined)) return garbage;
  if (!present) return parsed({ dc: undefined, quorum: false, nodes: ownNodes(nodes, read) });
  const name = attribute(dc, "name");
  if (quorum === undefined || name === undefined || name === "") return garbage;
  return parsed({ dc: name, quorum, nodes: ownNodes(nodes, read) });
}

const garbage = unreadable("crm_mon printed something other than its XML report");

function ownNodes(nodes: readonly Element[], read: readonly ReportedNode[]): readonly ReportedNode[] {
  return read.filter((_, index) => attribute(nodes[index], "type") === "member");
}

/** Undefined for a node that lacks a state, or whose states are no truth values. */
function reportedNode(node: Element): ReportedNode | undefined {
  const name = attribute(node, "name");
  const online = truth(node, "online");
  const pending = truth(node, "pending");
  const unclean = truth(node, "unclean");
  const standby = truth(node, "standby");
  const maintenance = truth(node, "maintenance");
  const states = [online, pending, unclean, standby, maintenance];
  if (name === undefined || name === "" || states.includes(undefined)) return undefined;
  const conditions: NodeCondition[] = [
    ...(standby || truth(node, "standby_onfail") ? ["standby" as const] : []),
    ...(maintenance ? ["maintenance" as const] : []),
  ];
  return { name, conditions, state: stateOf({ online, pending, unclean }) };
}

type Flags = { readonly [flag in "online" | "pending" | "unclean"]: boolean | undefined };

function stateOf({ online, pending, unclean }: Flags): ReportedNode["state"] {
  if (unclean)
    return unclear("is unclean: the cluster lost it and has not fenced it, so wait or look at it yourself");
  if (pending) return unclear("is pending: it is joining the cluster or leaving it, so wait and ask again");
  return { kind: online ? "online" : "offline" };
}

function unclear(why: string): ReportedNode["state"] {
  return { kind: "unclear", why };
}
