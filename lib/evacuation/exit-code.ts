import type { Ran } from "./run.ts";

/** 0: the host is empty. 1: something is left, or nothing was done. 3: something was not brought to its end. */
export function exitCodeOf(ran: Ran): 0 | 1 | 3 {
  if (ran.kind === "failed") return 1;
  if (ran.evacuated.needsRepair) return 3;
  return ran.evacuated.record.left.length === 0 ? 0 : 1;
}
