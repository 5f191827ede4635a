import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { XenHost } from "./host.ts";

/** What is asked of a host that failed something. */
const questions: Readonly<Record<string, readonly string[]>> = {
  "journal.txt": ["journalctl", "--no-pager", "--boot"],
  "crm_mon.txt": ["crm_mon", "-1", "--inactive", "--failcounts"],
  "xl-list.txt": ["xl", "list", "-v"],
  "xl-dmesg.txt": ["xl", "dmesg"],
  "sanlock.txt": ["sanlock", "client", "status"],
  "lvs.txt": ["lvs", "-a", "-o", "+lv_active,lv_device_open,autoactivation"],
  "processes.txt": ["ps", "axf", "-o", "pid,stat,etimes,args"],
  "operations.txt": [
    "sh",
    "-c",
    "head -n 100 /var/lib/xensan/*/* /var/log/xen/xl-*.log /var/log/xen/console/*",
  ],
};

/**
 * Copies what the machines wrote to a new folder that outlives the lab: consoles, what QEMU said, and the answers of
 * each host that is up.
 * @returns the folder's path
 */
export async function collectLogs(labFolder: string, hosts: readonly XenHost[]): Promise<string> {
  const target = mkdtempSync(join(tmpdir(), "xensan-logs-"));
  for (const name of existsSync(labFolder) ? readdirSync(labFolder) : []) {
    if (name.endsWith(".log")) cpSync(join(labFolder, name), join(target, name));
  }
  for (const host of hosts.filter((each) => each.isUp())) {
    mkdirSync(join(target, host.name));
    for (const [name, [file = "", ...args]] of Object.entries(questions)) {
      writeFileSync(join(target, host.name, name), await answer(host, file, args));
    }
  }
  return target;
}

async function answer(host: XenHost, file: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await host.run(file, args, { timeoutMs: 30_000 });
    return stdout + stderr;
  } catch (error) {
    return `${String(error)}\n`;
  }
}
