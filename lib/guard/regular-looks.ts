import type { Clock } from "../system/clock.ts";
import type { Listing } from "../xen/presence.ts";
import type { Toolstack } from "../xen/toolstack.ts";

/** @param beganMs when the look was begun, by the clock: what it saw was so then or later */
export type Onlooker = (beganMs: number, listing: Listing) => void;

/** Looks at this host's domains again and again, for as long as somebody wants to know: one look for all who do. */
export type RegularLooks = {
  /** Tells it what the next looks see. @returns ends that */
  readonly tell: (onlooker: Onlooker) => () => void;
};

/** Between two looks: so long, and so many times as long as a look takes, because guests' memory is sent meanwhile. */
const betweenMs = 500;
const betweenTimes = 2;
const lookMs = 10_000;

export function regularLooks({
  toolstack,
  clock,
}: {
  readonly toolstack: Pick<Toolstack, "list">;
  readonly clock: Clock;
}): RegularLooks {
  const onlookers = new Set<Onlooker>();
  let over: AbortController | undefined;
  const look = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const beganMs = clock.nowMs();
      const listing = await toolstack.list(lookMs);
      if (!signal.aborted) for (const onlooker of onlookers) onlooker(beganMs, listing);
      await clock.sleep(Math.max(betweenMs, betweenTimes * (clock.nowMs() - beganMs)), signal);
    }
  };
  return {
    tell: (onlooker) => {
      onlookers.add(onlooker);
      if (over === undefined) {
        over = new AbortController();
        // Ended by an abort, it rejects.
        look(over.signal).catch(() => undefined);
      }
      return () => {
        onlookers.delete(onlooker);
        if (onlookers.size > 0) return;
        over?.abort();
        over = undefined;
      };
    },
  };
}
