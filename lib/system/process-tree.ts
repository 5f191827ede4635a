import { uptimeMs } from "./clock.ts";
import { type ProcessEntry, readProcess, readProcesses, startedWith } from "./process-table.ts";

/** How a signal is sent: process.kill, or a test's own. */
export type SendSignal = (pid: number, signal: NodeJS.Signals) => void;

/** What belongs to one command: a process with all below it, and what its descendants left behind. */
export type Family = {
  /** Only while this process has not been collected: after that its pid may be another's. */
  readonly root?: number;
  /**
   * A text that only this family has in its environment. It finds a process whose parent ended: that one now
   * hangs below init. A process that left the process group made itself a daemon, and is not meant.
   */
  readonly mark?: string;
  /** Of those that carry the mark; left out: the caller's. */
  readonly group?: number;
};

/** The environment variable that holds the marks of all families that a process belongs to. */
export const markVariable = "XENSAN_COMMAND";

/**
 * Ends a family: SIGTERM, and SIGKILL for what is left after `graceMs` milliseconds. Returns when none is left, or
 * after one more grace: a process in uninterruptible sleep cannot be killed. The calling process itself is never
 * signalled.
 *
 * By /proc and not by process group: children stay in the agent's own group, because Pacemaker kills an agent
 * that timed out by its group, with SIGKILL.
 *
 * @returns true when none is left
 */
export async function killFamily(family: Family, graceMs: number, send: SendSignal): Promise<boolean> {
  const { root: _, ...marked } = family;
  let known = await findMembers(family, []);
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const told = new Set<string>();
    const started = uptimeMs();
    // The pause grows: a look at /proc costs a millisecond or more on a host with hundreds of processes.
    for (let pauseMs = 5; known.length > 0; pauseMs = Math.min(pauseMs * 2, 80)) {
      for (const member of known) {
        if (!told.has(identity(member))) trySignal(send, member, signal);
        told.add(identity(member));
      }
      const leftMs = started + graceMs - uptimeMs();
      if (leftMs <= 0) break;
      await pause(Math.min(pauseMs, leftMs));
      // Looked for anew each time: a shell's trap, or a fork between look and signal, adds members.
      known = await findMembers(marked, known);
    }
  }
  return known.length === 0;
}

/**
 * The members of a family. Where a look finds none, a few more follow: a look takes a while, and a process that
 * forks and ends meanwhile is not seen any more, its child not yet; nor can the mark of a process be read in the
 * moment in which it becomes another program.
 */
export async function findMembers(family: Family, known: readonly ProcessEntry[]): Promise<ProcessEntry[]> {
  for (let look = 1; look < 4; look += 1) {
    const members = livingMembers(family, known);
    if (members.length > 0) return members;
    await pause(4);
  }
  return [];
}

/** What one look finds: the members of a family, with what descends from those that were known before. */
export function livingMembers(family: Family, known: readonly ProcessEntry[]): ProcessEntry[] {
  const processes = readProcesses();
  const group = family.group ?? readProcess(process.pid)?.group;
  const knownBefore = new Set(known.map(identity));
  const members = new Map<number, ProcessEntry>();
  const add = (entry: ProcessEntry): void => {
    if (members.has(entry.pid)) return;
    members.set(entry.pid, entry);
    for (const child of processes) if (child.parent === entry.pid) add(child);
  };
  for (const entry of processes) {
    const leftBehind = () =>
      family.mark !== undefined && entry.group === group && startedWith(entry.pid, markVariable, family.mark);
    if (entry.pid === family.root || knownBefore.has(identity(entry)) || leftBehind()) add(entry);
  }
  members.delete(process.pid);
  return [...members.values()];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function identity(entry: ProcessEntry): string {
  return `${entry.pid} ${entry.startTime}`;
}

/** A pid that now belongs to a younger process is not the one that was meant. */
function trySignal(send: SendSignal, member: ProcessEntry, signal: NodeJS.Signals): void {
  if (readProcess(member.pid)?.startTime !== member.startTime) return;
  try {
    send(member.pid, signal);
  } catch {
    // Gone between the look and the signal, or another user's: what is left then shows in the next look.
  }
}
