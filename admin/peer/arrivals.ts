import type { Machine } from "../../lib/guard/machine.ts";

/** The guests that have come to this host by one connection. */
export type Arrivals = {
  readonly add: (guest: string) => void;
  /** No more will come by it. */
  readonly end: () => Promise<void>;
};

/**
 * A process of it takes tens of megabytes of dom0's memory for half a minute, and has the cluster manager probe: where one guest comes
 * after the other, that waits until none has come for so long, and does not make the next one stand still for longer.
 */
const quietMs = 10_000;

/** An evacuation may take hours: so long after the first of them at most. */
const longestMs = 60_000;

/**
 * Sees to it that the cluster manager shows guests where they have come to: by a process of its own, which nobody waits for, because
 * a connection that does not end would keep its source. Those that come one soon after the other share one.
 */
export function gatherArrivals({ run, clock }: Pick<Machine, "run" | "clock">): Arrivals {
  const waiting = new Set<string>();
  const ended = new AbortController();
  let latestMs = 0;
  let sent: Promise<unknown> = Promise.resolve();
  const quiet = async () => {
    const lastMs = clock.nowMs() + longestMs;
    const dueMs = () => Math.min(latestMs + quietMs, lastMs);
    for (let nowMs = clock.nowMs(); nowMs < dueMs(); nowMs = clock.nowMs()) {
      await clock.sleep(dueMs() - nowMs, ended.signal);
    }
  };
  const send = () => {
    const guests = [...waiting];
    waiting.clear();
    return run("xensan", ["arrived", ...guests], { timeoutMs: 10_000, leave: AbortSignal.abort() });
  };
  return {
    add: (guest) => {
      const isFirst = waiting.size === 0;
      waiting.add(guest);
      latestMs = clock.nowMs();
      if (!isFirst) return;
      sent = quiet()
        .catch(() => undefined)
        .then(send);
    },
    end: async () => {
      ended.abort();
      await sent;
    },
  };
}
