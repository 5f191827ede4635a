import { readFileSync } from "node:fs";

const read = (path: string) => readFileSync(new URL(`../../../../captures/${path}`, import.meta.url), "utf8");

/**
 * Printed by Pacemaker 2.1.5's crm_mon: all-online and n2-stopped on a live cluster, not-connected without one, and
 * states, no-dc and no-quorum from states-cib.xml (CIB_file), for the last two without its dc-uuid or quorum.
 */
export type CrmMonRecording =
  | "all-online"
  | "n2-stopped"
  | "not-connected"
  | "states"
  | "no-dc"
  | "no-quorum";

export const crmMonXml = (name: CrmMonRecording) => read(`pacemaker/crm_mon/${name}.xml`);

export const crmNodeList = read("pacemaker/crm_mon/crm_node-l.txt");

/** Printed on a live two-node Heartbeat 2.0.8; the first line is the command and the last its exit code. */
export const heartbeat2 = (name: string) => {
  const text = read(`heartbeat2/${name}.txt`);
  return text.slice(text.indexOf("\n") + 1, text.lastIndexOf("# exit "));
};
