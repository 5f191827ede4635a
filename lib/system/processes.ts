import { type ProcessEntry, readProcesses, readProcFile } from "./process-table.ts";

export type Process = Pick<ProcessEntry, "pid"> & {
  readonly name: string;
  readonly arguments: readonly string[];
};

/** The living processes with what they run; one that ends during the look is left out. */
export function listProcesses(): Process[] {
  return readProcesses().flatMap(({ pid }) => {
    const name = readProcFile(pid, "comm", "latin1");
    const commandLine = readProcFile(pid, "cmdline", "utf8");
    if (name === undefined || commandLine === undefined) return [];
    return [{ pid, name: name.trimEnd(), arguments: commandLine.split("\0").slice(0, -1) }];
  });
}
