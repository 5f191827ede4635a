import { type Parsed, type PartitionReport, parsed, type ReportedNode, unreadable } from "./report.ts";

/** A node as Heartbeat 2 knows it: a name and a UUID. */
export type HeartbeatNode = { readonly name: string; readonly id: string };

const identity = "(.+) \\(([0-9a-fA-F-]{36})\\)";

/**
 * Reads what `crmadmin -N` prints: "normal node: host1 (UUID)" on each line (2.0.8; other kinds, such as ping nodes,
 * have another first word and are left out).
 */
export function parseCrmadminNodes(text: string): Parsed<readonly HeartbeatNode[]> {
  if (!text.endsWith("\n")) return unreadable(noNodeList);
  const nodes: HeartbeatNode[] = [];
  for (const line of text.slice(0, -1).split("\n")) {
    const [, type, name, id] = new RegExp(`^(\\w+) node: ${identity}$`).exec(line) ?? [];
    if (name === undefined || id === undefined) return unreadable(noNodeList);
    if (type === "normal" || type === "member") nodes.push({ name, id });
  }
  return parsed(nodes);
}

const noNodeList = "crmadmin -N printed something other than its list of nodes";

/** What `crm_mon -1` says: the coordinator, and the nodes with their words. */
export type CrmMonText = {
  readonly dc: HeartbeatNode | undefined;
  readonly nodes: readonly (HeartbeatNode & Pick<ReportedNode, "state" | "conditions">)[];
};

const header =
  /^=+\nLast updated: [^\n]+\nCurrent DC: ([^\n]+)\n(\d+) Nodes configured\.\n(\d+) Resources configured\.\n=+\n\n/m;

/**
 * Reads what `crm_mon -1` prints (2.0.8 to 2.1.4). It must have as many nodes as its header says, one below the other,
 * and a line end after the last: a text that was cut in their midst is not read at all.
 */
export function parseCrmMonText(text: string): Parsed<CrmMonText> {
  const found = header.exec(text);
  if (found === null) return unreadable(noStatus);
  const [whole, coordinator = "", count] = found;
  const lines = text.slice(found.index + whole.length).split("\n");
  const end = lines.indexOf("");
  const nodes = lines.slice(0, Math.max(0, end)).map(nodeIn);
  const complete = nodes.every((node) => node !== undefined) && String(nodes.length) === count;
  const [, name, id] = new RegExp(`^${identity}$`).exec(coordinator) ?? [];
  const dc = name === undefined || id === undefined ? undefined : { name, id };
  if (!complete || (dc === undefined && coordinator !== "NONE")) return unreadable(noStatus);
  return parsed({ dc, nodes });
}

const noStatus = "crm_mon printed something other than the cluster's status";

function nodeIn(line: string): CrmMonText["nodes"][number] | undefined {
  const [, name, id, word] = new RegExp(`^Node: ${identity}: ([A-Za-z][A-Za-z ()-]*)$`).exec(line) ?? [];
  if (name === undefined || id === undefined || word === undefined) return undefined;
  return { name, id, ...stateOf(word) };
}

function stateOf(word: string): Pick<ReportedNode, "state" | "conditions"> {
  switch (word) {
    case "online":
      return { state: { kind: "online" }, conditions: [] };
    case "OFFLINE":
      return { state: { kind: "offline" }, conditions: [] };
    case "OFFLINE (standby)":
      return { state: { kind: "offline" }, conditions: ["standby"] };
    case "standby":
      // 2.0.8's crm_mon has this word for a node in standby before it looks whether the node is there at all.
      return {
        state: {
          kind: "unclear",
          why: "is in standby, and Heartbeat 2.0.8 shows a dead node in standby just so: end the standby to know",
        },
        conditions: ["standby"],
      };
    default:
      return {
        state: { kind: "unclear", why: `is shown as "${word}": wait until it is online or OFFLINE` },
        conditions: [],
      };
  }
}

/** Coordinator and quorum as the CIB has them. */
export type CibHead = { readonly dcId: string; readonly quorum: boolean };

/** Reads the outermost element of what `cibadmin -Q` prints: crm_mon of Heartbeat 2 says nothing about quorum. */
export function parseCibHead(text: string): Parsed<CibHead> {
  const tag = /^\s*(?:<\?xml[^<>]*\?>\s*)?<cib\s([^<>]*)>/.exec(text)?.[1];
  if (tag === undefined || !text.trimEnd().endsWith("</cib>")) return unreadable(noCib);
  const value = (name: string) => {
    const found = [...tag.matchAll(new RegExp(`(?:^|\\s)${name}="([^"]*)"`, "g"))];
    return found.length === 1 ? found[0]?.[1] : undefined;
  };
  const quorum = value("have_quorum");
  if (quorum === undefined || !/^(?:true|false|1|0)$/.test(quorum)) return unreadable(noCib);
  return parsed({ dcId: value("dc_uuid") ?? "", quorum: quorum === "true" || quorum === "1" });
}

const noCib = "cibadmin -Q printed something other than a CIB of Heartbeat 2";

/** One report from the three; unreadable where they do not show the same cluster, as during an election. */
export function combine(
  listed: readonly HeartbeatNode[],
  { dc, nodes }: CrmMonText,
  head: CibHead,
): Parsed<PartitionReport> {
  const key = ({ name, id }: HeartbeatNode) => `${id} ${name}`;
  const known = new Set(listed.map(key));
  if (nodes.length !== listed.length || !nodes.every((node) => known.has(key(node)))) {
    return unreadable("crm_mon and crmadmin -N list different nodes");
  }
  if (dc !== undefined && dc.id !== head.dcId) {
    return unreadable("crm_mon and cibadmin -Q name different coordinators");
  }
  return parsed({ dc: dc?.name, quorum: head.quorum, nodes });
}
