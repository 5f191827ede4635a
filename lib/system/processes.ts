import { type ProcessEntry, processIds, readProcess, readProcesses, readProcFile } from "./process-table.ts";

export type Process = Pick<ProcessEntry, "pid"> & {
  readonly name: string;
  readonly arguments: readonly string[];
};

/** The living processes with what they run; one that ends during the look is left out. */
export function listProcesses(): Process[] {
  return readProcesses().flatMap(({ pid }) => described(pid) ?? []);
}

/**
 * Those of them whose name and arguments are these; the others cost no more than to be seen.
 *
 * @throws Error where they cannot be seen
 */
export function findProcesses(isSought: (process: Process) => boolean): Process[] {
  const ids = processIds();
  if (!ids.includes(process.pid)) throw new Error("/proc does not show the processes of this host");
  return ids.flatMap((pid) => {
    const process = described(pid);
    return process !== undefined && isSought(process) && readProcess(pid) !== undefined ? [process] : [];
  });
}

/** Whose child a process is, and so on; the nearest first. */
export function ancestorsOf(pid: number): Process[] {
  const found: Process[] = [];
  for (
    let next = readProcess(pid)?.parent;
    next !== undefined && next > 0;
    next = readProcess(next)?.parent
  ) {
    const process = described(next);
    if (process === undefined || found.some((each) => each.pid === next)) break;
    found.push(process);
  }
  return found;
}

function described(pid: number): Process | undefined {
  const name = readProcFile(pid, "comm");
  const commandLine = readProcFile(pid, "cmdline");
  if (name === undefined || commandLine === undefined) return undefined;
  return { pid, name: name.trimEnd(), arguments: commandLine.split("\0").slice(0, -1) };
}
