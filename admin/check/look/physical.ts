import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { parsePvs } from "../parse/pvs.ts";
import type { HostFacts } from "../wire/facts.ts";
import { type LookEffects, printedBy } from "./tool.ts";

/** On which devices the LVM of this host sees volume groups; --readonly takes no lock and writes nothing. */
export async function lookAtPhysical(effects: LookEffects): Promise<HostFacts["physical"]> {
  if (!effects.isInstalled("lvm")) return { kind: "not-installed" };
  const args = ["pvs", "--readonly", "--reportformat", "json", "-o", "pv_name", ...quiet];
  const printed = await printedBy(effects, "lvm", args, environment);
  if (printed.kind === "unknown") return printed;
  const devices = parsePvs(printed.stdout);
  if (devices === undefined)
    return { kind: "unknown", reason: "lvm pvs printed something other than its JSON report" };
  const links = linksIn(effects.root);
  return {
    kind: "listed",
    devices: devices
      .filter((name) => name.startsWith("/"))
      .map((name) => ({ name, names: [...new Set([name, ...(links.get(real(name)) ?? [])])] })),
  };
}

/** See lib/storage/lvm.ts: only the report may be on standard output. */
const environment = { LVM_SUPPRESS_FD_WARNINGS: "1", LVM_OUT_FD: "2", LVM_ERR_FD: "2", LVM_REPORT_FD: "1" };
const quiet = ["--config", 'log { prefix="" command_names=0 }'];

/** Every link to a device below /dev/mapper and /dev/disk, by the device. */
function linksIn(root: string): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, string[]>();
  const folders = ["/dev/mapper", ...entriesOf(join(root, "/dev/disk")).map((kind) => `/dev/disk/${kind}`)];
  for (const folder of folders) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = `${folder}/${entry}`;
      const target = real(join(root, path));
      links.set(target, [...(links.get(target) ?? []), path]);
    }
  }
  return links;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
