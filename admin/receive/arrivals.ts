import type { Machine } from "../../lib/guard/machine.ts";

/** The guests that have come to this host by one connection. */
export type Arrivals = {
  readonly add: (guest: string) => void;
  /** No more will come by it. */
  readonly end: () => Promise<void>;
};

/** A process of it takes tens of megabytes of dom0's memory for half a minute. */
const gatherMs = 10_000;

/**
 * Sees to it that the cluster manager shows guests where they have come to: by a process of its own, which nobody waits for, because
 * a connection that does not end would keep its source. Those that come within some seconds share one.
 */
export function gatherArrivals({ run, clock }: Pick<Machine, "run" | "clock">): Arrivals {
  const waiting = new Set<string>();
  const ended = new AbortController();
  let sent: Promise<unknown> = Promise.resolve();
  const send = () => {
    const guests = [...waiting];
    waiting.clear();
    return run("xensan", ["arrived", ...guests], { timeoutMs: 10_000, leave: AbortSignal.abort() });
  };
  return {
    add: (guest) => {
      waiting.add(guest);
      if (waiting.size > 1) return;
      sent = clock
        .sleep(gatherMs, ended.signal)
        .catch(() => undefined)
        .then(send);
    },
    end: async () => {
      ended.abort();
      await sent;
    },
  };
}
