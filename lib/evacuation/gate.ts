/** Lets in only so many at a time, in the order in which they come. */
export type Gate = {
  /** Whether there was a place, which whoever asked now has. */
  readonly tryEnter: () => boolean;
  /** Waits for a place. Aborted while it waits, it rejects, and has none. */
  readonly enter: (signal: AbortSignal) => Promise<void>;
  /** Gives a place back, to the next who waits. */
  readonly leave: () => void;
};

export function gateOf(places: number): Gate {
  let free = places;
  const waiting: (() => void)[] = [];
  const tryEnter = () => {
    if (free <= 0) return false;
    free -= 1;
    return true;
  };
  const enter = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (tryEnter()) return resolve();
      const onAbort = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      const go = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      waiting.push(go);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  return {
    tryEnter,
    enter,
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
