import { type Ended, type UnderWay, whyOver } from "./begin-move.ts";
import type { Work } from "./carry-out.ts";
import type { EvacuationEffects } from "./effects.ts";
import { outcomeOf } from "./journal.ts";
import type { Move, RunningGuest } from "./plan/situation.ts";
import { hesitates, isNews, noteRefusal, type Tried } from "./tried.ts";

/**
 * Notes how moves ended. Where one failed, those that are prepared for the same host and have not begun to travel shall not find out
 * the same: they are planned anew as well.
 *
 * @returns guests that may be tried again, here or elsewhere
 */
export function settleAll(
  work: Work,
  ended: readonly Ended[],
  guests: readonly RunningGuest[],
  underWay: ReadonlyMap<string, UnderWay>,
): readonly RunningGuest[] {
  const others = [...underWay.values()];
  return ended.flatMap((each) => {
    const again = settle(
      work,
      each,
      guests,
      others.map(({ move }) => move),
    );
    if (again === undefined) return [];
    const reason = whyOver(work);
    if (reason !== undefined) {
      work.leftBy.set(again.name, { reason, final: true });
      return [];
    }
    const { guest, to } = each.move;
    const prepared = isRefused(each) ? [] : others.filter(({ move }) => move.to === to);
    for (const { callOff } of prepared) callOff(`the move of ${guest} there failed before its turn came`);
    return [again];
  });
}

/** The guest, if it may be tried again, here or elsewhere. */
function settle(
  { effects, journal, tried }: Work,
  { move, beganMs, tookMs, end }: Ended,
  guests: readonly RunningGuest[],
  others: readonly Move[],
): RunningGuest | undefined {
  const { guest, to, memoryMiB } = move;
  const record = { guest, to, memoryMiB, beganMs: Math.round(beganMs), tookMs: Math.round(tookMs) };
  if (end === "overdue") {
    const reason = `${guest} was still on its way to ${to} after ${Math.round(tookMs / 1_000)} s: its migration is left to itself; when it has ended, run xensan repair ${guest}.`;
    journal.moved({ ...record, downtimeMs: undefined, outcome: "under-way", reason });
    return giveUp(effects, tried, guest, reason);
  }
  const { ending, downtimeMs } = end;
  journal.moved({
    ...record,
    downtimeMs: ending.kind === "done" ? downtimeMs : undefined,
    ...outcomeOf(ending),
  });
  if (ending.kind === "done") {
    tried.movedAway.add(guest);
    const still =
      downtimeMs === undefined
        ? ""
        : `, and stood still for at most ${(downtimeMs / 1_000).toFixed(1)} s of them`;
    effects.witness.say("info", `${ending.text} It took ${(tookMs / 1_000).toFixed(1)} s${still}.`);
    return undefined;
  }
  if (ending.kind === "unfinished") return giveUp(effects, tried, guest, ending.reason);
  if (isNews(tried, move, ending.reason)) effects.witness.say("warning", ending.reason);
  const again = ending.kind === "refused" && hesitates(tried, move, others, effects.clock.nowMs());
  if (!again) noteRefusal(tried, guest, to, ending.reason);
  const refusedBy = tried.refusals.get(guest);
  const known = guests.find(({ name }) => name === guest);
  if (known === undefined || tried.givenUp.has(guest)) return undefined;
  return { ...known, ...(refusedBy === undefined ? {} : { refusedBy }) };
}

function giveUp({ witness }: EvacuationEffects, tried: Tried, guest: string, reason: string): undefined {
  tried.givenUp.set(guest, reason);
  tried.unfinished.add(guest);
  witness.say("error", reason);
  return undefined;
}

/** Nothing was done. */
export function isRefused({ end }: Ended): boolean {
  return end !== "overdue" && end.ending.kind === "refused";
}
