import { carryOut, type Work } from "./carry-out.ts";
import { beginAbsences } from "./facts/absences.ts";
import { type GuestHere, guestsHere } from "./facts/guests-here.ts";
import { makePlan } from "./make-plan.ts";
import { mend } from "./mend.ts";
import { apartMs, pause } from "./pause.ts";
import type { RunningGuest } from "./plan/situation.ts";
import { isPassing } from "./tried.ts";

/**
 * Moves everything away that can be moved, from what is here at each look: also what was on its way here when the host was
 * closed, and what an earlier evacuation that was killed has left. It is over when two looks in a row, some time apart, find
 * nothing to do, or its time is; at once when all that the host ever had was moved away.
 *
 * @returns since when every look has found the host empty, by the evacuation's clock; undefined: the last one did not
 */
export async function moveAll(work: Work): Promise<number | undefined> {
  const { effects, order, journal, tried, moves } = work;
  let emptySinceMs: number | undefined;
  const absences = beginAbsences();
  for (let idle = 0; moves.remainingMs() > 0 && !effects.interrupted.aborted; ) {
    const beganMs = effects.clock.nowMs();
    const overview = await effects.lookHere();
    const here = guestsHere(overview, effects.guests);
    emptySinceMs = absences.emptySinceMs(overview, here, tried, effects.clock.nowMs());
    if (emptySinceMs !== undefined && beganMs - emptySinceMs >= apartMs) return emptySinceMs;
    if (await mend(effects, here, tried, order.moveDeadlineSeconds * 1_000)) continue;
    const movable = movableIn(work, here);
    const busy = [...here].filter(([name, each]) => isBusy(work, name, each));
    if (movable.length > 0) {
      const plan = await makePlan(effects, order, movable);
      journal.planned(plan);
      await carryOut(work, plan, movable);
      // It has waited for all that it began: the next look is the first of two.
      if (plan.moves.length > 0) continue;
    } else if (busy.length === 0) idle += 1;
    if (idle >= 2) return emptySinceMs;
    await pause(effects, Math.min(apartMs, moves.remainingMs()));
  }
  return undefined;
}

function isBusy({ effects, tried }: Work, name: string, { kind }: GuestHere): boolean {
  if (tried.givenUp.has(name)) return false;
  if (kind === "passing") return isPassing(tried, name, effects.clock.nowMs());
  tried.passingSince.delete(name);
  return kind === "busy" || kind === "open";
}

/**
 * Whom a plan has left is not planned for again: what makes room later is seldom worth the wait. A host that does not answer
 * for a moment is.
 */
function movableIn({ tried, leftBy }: Work, here: ReadonlyMap<string, GuestHere>): readonly RunningGuest[] {
  return [...here.values()].flatMap((each) => {
    if (each.kind !== "runs") return [];
    const { name } = each.guest;
    return tried.givenUp.has(name) || leftBy.get(name)?.final ? [] : [each.guest];
  });
}
