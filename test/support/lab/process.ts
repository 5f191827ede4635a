import { readFileSync } from "node:fs";

/** A process for good: its number may be given to another one later, number and start time together never. */
export type ProcessId = { readonly pid: number; readonly startTime: string };

/** @throws Error when no such process runs */
export function processId(pid: number): ProcessId {
  const startTime = stat(pid)?.startTime;
  if (startTime === undefined) throw new Error(`There is no process ${pid}.`);
  return { pid, startTime };
}

/** A zombie does not run: the first process of a namespace becomes one after all others in it are gone. */
export function runs(process: ProcessId): boolean {
  const now = stat(process.pid);
  return now?.startTime === process.startTime && now.state !== "Z" && now.state !== "X";
}

/** Fields 3 and 22 of proc(5) /proc/PID/stat, counted after the name in parentheses, which may hold any byte. */
function stat(pid: number): { readonly state: string; readonly startTime: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startTime: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
