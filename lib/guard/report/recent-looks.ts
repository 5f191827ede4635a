import type { Clock } from "../../system/clock.ts";
import type { BothLists } from "../../xen/toolstack.ts";
import { presenceIn } from "./look.ts";

/**
 * What the looks of this process have seen of all domains within the last seconds. A host that is asked about many guests looks at all
 * of them each time, so the first of two looks for one guest is often there already.
 */
export type RecentLooks = {
  /** Looks, and remembers what it saw. */
  readonly look: (list: () => Promise<BothLists>) => Promise<BothLists>;
  /** Since when every look has found the guest absent, by the clock; undefined: the latest one did not, or none is recent. */
  readonly absentSinceMs: (guest: string) => number | undefined;
};

/** @param keptMs a look that began longer ago says nothing: a guest may have come and be rebooting by now; 0: none is kept */
export function recentLooks(clock: Clock, keptMs: number): RecentLooks {
  let looks: readonly { readonly beganMs: number; readonly endedMs: number; readonly lists: BothLists }[] =
    [];
  const recent = () => looks.filter(({ beganMs }) => clock.nowMs() - beganMs < keptMs);
  return {
    look: async (list) => {
      const beganMs = clock.nowMs();
      const lists = await list();
      looks = [...recent(), { beganMs, endedMs: clock.nowMs(), lists }];
      return lists;
    },
    absentSinceMs: (guest) => {
      const all = recent();
      const lastSeen = all.findLastIndex(({ lists }) => presenceIn(guest, lists).kind !== "absent");
      return all[lastSeen + 1]?.endedMs;
    },
  };
}
