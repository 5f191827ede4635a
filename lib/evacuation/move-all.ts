import { carryOut, type Work } from "./carry-out.ts";
import type { EvacuationEffects } from "./effects.ts";
import { type GuestHere, guestsHere } from "./facts/guests-here.ts";
import { makePlan } from "./make-plan.ts";
import { mend } from "./mend.ts";
import type { RunningGuest } from "./plan/situation.ts";

/** Between two looks: longer than a guest that reboots is gone. */
export const apartMs = 3_000;

/**
 * Moves everything away that can be moved, from what is here at each look: also what was on its way here when the host was
 * closed, and what an earlier evacuation that was killed has left. It is over when two looks in a row find nothing to do,
 * or its time is.
 */
export async function moveAll(work: Work): Promise<void> {
  const { effects, order, journal, tried, moves } = work;
  for (let idle = 0; moves.remainingMs() > 0 && !effects.interrupted.aborted; ) {
    const here = guestsHere(await effects.lookHere(), effects.guests);
    if (await mend(effects, here, tried, order.moveDeadlineSeconds * 1_000)) continue;
    const movable = movableIn(work, here);
    const busy = [...here].filter(
      ([name, { kind }]) => (kind === "busy" || kind === "open") && !tried.givenUp.has(name),
    );
    if (movable.length > 0) {
      const plan = await makePlan(effects, order, movable);
      journal.planned(plan);
      for (const { guest, reason } of plan.leftovers) tellOnce(work, guest, reason);
      await carryOut(work, plan, movable);
    } else if (busy.length === 0) idle += 1;
    if (idle >= 2) return;
    await pause(effects, Math.min(apartMs, moves.remainingMs()));
  }
}

/** Whom a plan has left is not planned for again: what makes room later is seldom worth the wait. */
function movableIn({ tried, leftBy }: Work, here: ReadonlyMap<string, GuestHere>): readonly RunningGuest[] {
  return [...here.values()].flatMap((each) => {
    if (each.kind !== "runs") return [];
    const { name } = each.guest;
    return tried.givenUp.has(name) || leftBy.has(name) ? [] : [each.guest];
  });
}

function tellOnce({ effects, leftBy }: Work, guest: string, reason: string): void {
  if (!leftBy.has(guest)) effects.witness.say("warning", `${guest} cannot be moved: ${reason}.`);
}

async function pause({ clock, interrupted }: EvacuationEffects, ms: number): Promise<void> {
  await clock.sleep(ms, interrupted).catch(() => undefined);
}
