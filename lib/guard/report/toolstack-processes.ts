import { readlinkSync } from "node:fs";
import { readProcess } from "../../system/process-table.ts";
import { findProcesses } from "../../system/processes.ts";
import type { ToolstackProcess } from "./busy.ts";

/** The living processes whose arguments could be a toolstack's, with where their input and output lead. */
export function toolstackProcesses(): readonly ToolstackProcess[] {
  return findProcesses(({ name, arguments: words }) =>
    pattern.test(`${name}\n${words.slice(0, 4).join("\n")}`),
  ).map((process) => ({
    ...process,
    ...parentOf(process.pid),
    input: linkOf(process.pid, 0),
    output: linkOf(process.pid, 1),
  }));
}

function parentOf(pid: number): { readonly parent?: number } {
  const parent = readProcess(pid)?.parent;
  return parent === undefined ? {} : { parent };
}

const pattern = /^(?:.*\/)?(?:xl|xm|xc_save|xc_restore|libxl-save-help.*)$/m;

function linkOf(pid: number, descriptor: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}
