import { type Parsed, parsed, unreadable } from "./report.ts";

/** What Corosync's side of Pacemaker knows of a node: in the membership, or lost from it. */
export type CrmNodeState = "member" | "lost" | "other";

/** Reads what `crm_node -l` prints: "1 host1 member" on each line. A name that stands twice with two states is other. */
export function parseCrmNodeList(text: string): Parsed<ReadonlyMap<string, CrmNodeState>> {
  const nodes = new Map<string, CrmNodeState>();
  if (!text.endsWith("\n")) return garbage;
  for (const line of text.slice(0, -1).split("\n")) {
    // A node that was never seen has no state behind its name (Pacemaker 2.1).
    const [, name = "", word = ""] = /^\d{1,20} (\S+)(?: (\S*))?$/.exec(line) ?? [];
    if (name === "") return garbage;
    const state = word === "member" || word === "lost" ? word : "other";
    nodes.set(name, nodes.has(name) && nodes.get(name) !== state ? "other" : state);
  }
  return parsed(nodes);
}

/** Reads what `crm_node -q` prints: 1 with quorum, 0 without. Some versions also end with an error where it is 0. */
export function parseCrmNodeQuorum(text: string): Parsed<boolean> {
  const word = text.trim();
  return word === "1" || word === "0"
    ? parsed(word === "1")
    : unreadable("crm_node -q printed something other than 0 or 1");
}

const garbage = unreadable("crm_node -l printed something other than its list of nodes");
