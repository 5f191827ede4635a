import { type Parsed, parsed, unreadable } from "../membership/report.ts";
import type { ShownResource } from "./resources.ts";

/**
 * Reads the resources in what `crm_mon -1 -r` of Heartbeat 2.0.8 prints: a line for each primitive or instance, as in
 * "    evmsclone:0\t(heartbeat::ocf:EvmsSCC):\tStarted host2", with words such as "FAILED" behind the node. Heartbeat 2 gives no
 * reasons. The header's number of resources counts clones and not their instances, so it cannot tell a text that was cut:
 * what counts is a line end after the last line.
 */
export function parseCrmMonTextResources(text: string): Parsed<readonly ShownResource[]> {
  if (!/^Current DC: /m.test(text) || !text.endsWith("\n")) {
    return unreadable("crm_mon printed something other than the cluster's status");
  }
  const byId = new Map<string, ShownResource>();
  for (const line of text.split("\n")) {
    const [, id = "", agent = "", state = ""] =
      /^\s*([^\s:]+)(?::\d+)?\s+\([\w.-]+::[\w.-]+:([\w.-]+)\):\s+(.*)$/.exec(line) ?? [];
    if (id === "") continue;
    const [, node, more = ""] = /^Started (\S+)\s*(.*)$/.exec(state) ?? [];
    const failed = node !== undefined && /FAILED/i.test(more);
    const before = byId.get(id) ?? { id, agent, startedOn: [], failedOn: [] };
    byId.set(id, {
      ...before,
      startedOn: node === undefined || failed ? before.startedOn : [...before.startedOn, node],
      failedOn: failed ? [...before.failedOn, { node, reason: undefined }] : before.failedOn,
    });
  }
  return parsed([...byId.values()]);
}
