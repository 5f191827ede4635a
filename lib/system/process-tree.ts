import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends a process and everything below it: SIGTERM, and SIGKILL for what is left after `graceMs` milliseconds.
 * Returns when none is left, or after one more grace: a process in uninterruptible sleep cannot be killed.
 *
 * By /proc and not by process group: children stay in the agent's own group, because Pacemaker kills an agent
 * that timed out by its group, with SIGKILL.
 */
export async function killTree(root: number, graceMs: number): Promise<void> {
  const members = descendants(root);
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const member of members.filter(isAlive)) {
      for (const late of descendants(member.pid)) {
        if (!members.some((known) => known.pid === late.pid)) members.push(late);
      }
    }
    for (const member of members.filter(isAlive)) trySignal(member.pid, signal);
    for (let waitedMs = 0; waitedMs < graceMs && members.some(isAlive); waitedMs += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (!members.some(isAlive)) return;
  }
}

type Member = { readonly pid: number; readonly startTime: string };

type Stat = { readonly parent: number; readonly state: string; readonly startTime: string };

function descendants(root: number): Member[] {
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? readStat(pid) : undefined;
    if (stat) stats.set(pid, stat);
  }
  const found: Member[] = [];
  const visit = (pid: number) => {
    const stat = stats.get(pid);
    if (!stat) return;
    found.push({ pid, startTime: stat.startTime });
    for (const [child, { parent }] of stats) if (parent === pid) visit(child);
  };
  visit(root);
  return found;
}

/** A zombie is not alive; a pid that now belongs to a younger process is not the one that was meant. */
function isAlive(member: Member): boolean {
  const stat = readStat(member.pid);
  return stat !== undefined && stat.startTime === member.startTime && !/^[ZX]$/.test(stat.state);
}

/** Fields of proc(5) /proc/PID/stat after the command's name, which is in parentheses and may hold any byte. */
function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, parent, startTime] = [fields[0], fields[1], fields[19]];
    if (state === undefined || startTime === undefined) return undefined;
    return { parent: Number(parent), state, startTime };
  } catch {
    return undefined;
  }
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone between the look and the signal.
  }
}
