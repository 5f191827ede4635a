import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { NodeCondition } from "./membership.ts";
import { type Parsed, type PartitionReport, parsed, type ReportedNode, unreadable } from "./report.ts";

/** With 64 nodes and 2,000 resources crm_mon prints about 4 MiB. */
const maxLength = 16 * 1024 * 1024;

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

type Element = { readonly [name: string]: unknown };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  maxNestedTags: 64,
  isArray: (name) => name === "node" || name === "error",
});

/**
 * The parser alone takes a cut or patched text for a shorter report. crm_mon prints no DOCTYPE, comment or CDATA, and
 * never "<" in a value, so that "<!" and a "<?" after the first line show a text that is not its own.
 */
function rootOf(text: string): Element | undefined {
  const body = text.replace(/^\uFEFF?\s*<\?xml[^<>]*\?>/, "").trim();
  if (!body.startsWith("<pacemaker-result ") || !body.endsWith("</pacemaker-result>")) return undefined;
  if (/<[!?]/.test(body) || body.indexOf("<pacemaker-result", 1) !== -1) return undefined;
  if (body.indexOf("</pacemaker-result>") !== body.length - "</pacemaker-result>".length) return undefined;
  try {
    if (XMLValidator.validate(body) !== true) return undefined;
    return child(parser.parse(body), "pacemaker-result");
  } catch {
    return undefined;
  }
}

/** The last error is the one that ended crm_mon, e.g. "Connection to cluster failed: Connection refused". */
function failureIn(root: Element): string {
  const status = child(root, "status");
  const last = list(child(status, "errors"), "error").at(-1);
  const said = typeof last === "string" ? last : (attribute(status, "message") ?? "it gave no reason");
  const line = said.replaceAll(/[\s\p{C}]+/gu, " ").replace(/^crm_mon: /, "");
  return `crm_mon could not ask the cluster: ${line.slice(0, 300)}`;
}

function child(parent: unknown, name: string): Element | undefined {
  const found = isElement(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return isElement(found) ? found : undefined;
}

function list(parent: Element | undefined, name: string): readonly unknown[] {
  const found = parent !== undefined && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return Array.isArray(found) ? found : [];
}

function children(parent: Element | undefined, name: string): readonly Element[] {
  return list(parent, name).filter(isElement);
}

function attribute(element: Element | undefined, name: string): string | undefined {
  const value = element !== undefined && Object.hasOwn(element, `@${name}`) ? element[`@${name}`] : undefined;
  return typeof value === "string" ? value : undefined;
}

function truth(element: Element | undefined, name: string): boolean | undefined {
  const value = attribute(element, name);
  return value === "true" ? true : value === "false" ? false : undefined;
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
