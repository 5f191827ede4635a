import { readdirSync, readFileSync } from "node:fs";

/** A living process, as proc(5) tells it. A zombie is not one: it has ended and only waits to be collected. */
export type ProcessEntry = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Clock ticks since boot. With the pid it names one process for ever: pids are given out again. */
  readonly startTime: string;
};

/**
 * All living processes; none where /proc is not mounted.
 *
 * @throws Error where this process cannot look, for want of memory or descriptors: what was not seen is not gone
 */
export function readProcesses(): ProcessEntry[] {
  return processIds()
    .map(readProcess)
    .filter((entry) => entry !== undefined);
}

/** One living process, or undefined when there is none of this pid. @throws Error as readProcesses */
export function readProcess(pid: number): ProcessEntry | undefined {
  const text = readProcFile(pid, "stat");
  if (text === undefined) return undefined;
  // The command's name comes second, in parentheses, and may hold any byte: a blank or a parenthesis too.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, startTime] = [fields[0], fields[1], fields[2], fields[19]];
  if (state === undefined || startTime === undefined || /^[ZXx]$/.test(state)) return undefined;
  return { pid, parent: Number(parent), group: Number(group), startTime };
}

/**
 * Whether a process was started with this text in the value of this environment variable. False also for a
 * process whose environment may not be read: it is another user's.
 */
export function startedWith(pid: number, variable: string, text: string): boolean {
  const environment = readProcFile(pid, "environ")?.split("\0") ?? [];
  return environment.some((entry) => entry.startsWith(`${variable}=`) && entry.includes(text));
}

/** Zombies included; none where /proc is not mounted. @throws Error as readProcesses */
export function processIds(): number[] {
  const names = unlessGone(() => readdirSync("/proc")) ?? [];
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/**
 * A file of /proc/PID, of which bytes that are no UTF-8 are lost; undefined where the process has ended or is another user's. Node.js
 * reads UTF-8 without a buffer of 64 KiB for each file whose size it is not told.
 *
 * @throws Error as readProcesses
 */
export function readProcFile(pid: number, name: string): string | undefined {
  return unlessGone(() => readFileSync(`/proc/${pid}/${name}`, "utf8"));
}

const goneOrAnothers: readonly unknown[] = ["ENOENT", "ESRCH", "EACCES", "EPERM"];

function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (goneOrAnothers.includes((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}
