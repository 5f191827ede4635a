import { monotonicClock } from "../../../lib/system/clock.ts";
import { deadlineAfter } from "../../../lib/system/deadline.ts";

/**
 * Looks again and again until `look` finds what it looks for.
 *
 * @param look answers true, or says in words what it saw instead; a throw counts as not yet
 * @returns true, or what the last look saw
 */
export async function poll(
  look: () => boolean | string | Promise<boolean | string>,
  { timeoutMs, everyMs = 200 }: { readonly timeoutMs: number; readonly everyMs?: number },
): Promise<true | string> {
  const deadline = deadlineAfter(monotonicClock, timeoutMs);
  for (;;) {
    const seen = await lookOnce(look);
    if (seen === true) return true;
    if (deadline.remainingMs() === 0) return seen === false ? "not so" : seen;
    await monotonicClock.sleep(Math.min(everyMs, deadline.remainingMs()));
  }
}

async function lookOnce(look: () => boolean | string | Promise<boolean | string>): Promise<boolean | string> {
  try {
    return await look();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
