import { cpus } from "node:os";

/** Of all processors of this machine together, in milliseconds. */
export type ProcessorTime = { readonly busyMs: number; readonly allMs: number };

export function processorTime(): ProcessorTime {
  let [busyMs, allMs] = [0, 0];
  for (const { times } of cpus()) {
    const { user, nice, sys, irq, idle } = times;
    busyMs += user + nice + sys + irq;
    allMs += user + nice + sys + irq + idle;
  }
  return { busyMs, allMs };
}

/** @returns the share of its processors' time that this machine has worked since then, 0 to 1 */
export function busySince(before: ProcessorTime): number {
  const now = processorTime();
  return (now.busyMs - before.busyMs) / (now.allMs - before.allMs);
}
