import type { Clock } from "../system/clock.ts";

/**
 * The value of a promise, or the other value where it takes longer. Every effect has a deadline of its own; this is for
 * the one that does not keep it. A system call that hangs, on a file of a dead file server, holds up this as well.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
  otherwise: () => T,
): Promise<T> {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).then(otherwise);
  // Aborted, the sleep rejects, and nobody waits for it any more.
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}
