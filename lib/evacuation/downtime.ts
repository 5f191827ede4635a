import type { Clock } from "../system/clock.ts";
import { mayExecute, roleOf } from "../xen/domain.ts";
import type { Toolstack } from "../xen/toolstack.ts";

/** Watches when a guest that is moved stops executing here; nothing depends on it. */
export type StandstillWatch = {
  /** Milliseconds since it was first seen not to execute; undefined: it was not. */
  readonly sinceMs: () => number | undefined;
  readonly stop: () => void;
};

/** Between two looks. */
const everyMs = 1_000;
const lookMs = 5_000;

export function watchStandstill(
  toolstack: Pick<Toolstack, "list">,
  clock: Clock,
  guest: string,
): StandstillWatch {
  const over = new AbortController();
  let firstMs: number | undefined;
  const loop = async () => {
    while (!over.signal.aborted && firstMs === undefined) {
      const listing = await toolstack.list(lookMs);
      const here =
        listing.kind === "listed" ? listing.domains.filter(({ name }) => roleOf(guest, name)) : undefined;
      // Gone counts too: then it stopped between two looks.
      if (here !== undefined && !here.some(({ state }) => mayExecute(state))) firstMs = clock.nowMs();
      await clock.sleep(everyMs, over.signal);
    }
  };
  // Ended by the abort, its sleep rejects.
  loop().catch(() => undefined);
  return {
    sinceMs: () => (firstMs === undefined ? undefined : clock.nowMs() - firstMs),
    stop: () => over.abort(),
  };
}
