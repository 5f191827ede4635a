import type { HostOverview } from "../../guard/overview/overview.ts";
import type { Tried } from "../tried.ts";
import type { GuestHere } from "./guests-here.ts";

export type Absences = {
  /**
   * Takes one more look, and says since when all of them have found the host empty. A guest that reboots is gone for a second or
   * two, so one look alone says nothing of anybody but those that the guard has moved away: it has seen them gone.
   *
   * @param nowMs when the look had ended
   * @returns undefined: somebody is here, or may be
   */
  readonly emptySinceMs: (
    overview: HostOverview,
    here: ReadonlyMap<string, GuestHere>,
    tried: Pick<Tried, "movedAway">,
    nowMs: number,
  ) => number | undefined;
};

export function beginAbsences(): Absences {
  const sinceMs = new Map<string, number>();
  let noStrangersSinceMs: number | undefined;
  return {
    emptySinceMs: ({ others }, here, { movedAway }, nowMs) => {
      const noStrangers = others.kind === "known" && others.domains.length === 0;
      noStrangersSinceMs = noStrangers ? (noStrangersSinceMs ?? nowMs) : undefined;
      for (const [guest, { kind }] of here) {
        if (kind === "absent") sinceMs.set(guest, sinceMs.get(guest) ?? nowMs);
        else {
          sinceMs.delete(guest);
          movedAway.delete(guest);
        }
      }
      if (noStrangersSinceMs === undefined || sinceMs.size < here.size) return undefined;
      const seen = [...sinceMs].flatMap(([guest, since]) => (movedAway.has(guest) ? [] : since));
      return Math.max(noStrangersSinceMs, ...seen);
    },
  };
}
