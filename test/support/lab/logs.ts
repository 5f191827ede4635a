import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LabNode } from "./node.ts";

/**
 * Copies what all nodes wrote to a new folder that outlives the lab: for each node the logs of Corosync, Pacemaker
 * (agents write into that too) and the daemons' output, the calls of evms_activate, and what crm_mon says now.
 *
 * @returns the folder's path
 */
export async function collectLogs(labFolder: string, nodes: readonly LabNode[]): Promise<string> {
  const target = mkdtempSync(join(tmpdir(), "xensan-logs-"));
  for (const node of nodes) {
    const own = join(target, node.name);
    mkdirSync(own);
    copyIfThere(join(labFolder, "nodes", node.name, "log"), own);
    copyIfThere(join(labFolder, `${node.name}.log`), join(own, "boot.log"));
    copyIfThere(join(labFolder, "evms", "nodes", node.name, "calls"), join(own, "evms_activate.calls"));
    writeFileSync(join(own, "crm_mon.txt"), await describeNode(node));
  }
  return target;
}

/** What crm_mon prints on a node, or why it prints nothing. */
export async function describeNode(node: LabNode): Promise<string> {
  if (!node.isUp()) return `${node.name} is down.\n`;
  try {
    const { stdout, stderr } = await node.run("crm_mon", ["-1", "--inactive", "--failcounts"]);
    return stdout === "" ? stderr : stdout;
  } catch (error) {
    return `${String(error)}\n`;
  }
}

function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}
