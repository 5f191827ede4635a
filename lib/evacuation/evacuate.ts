import { deadlineAfter } from "../system/deadline.ts";
import type { Work } from "./carry-out.ts";
import type { EvacuationEffects } from "./effects.ts";
import { type GuestHere, guestsHere, strangersIn } from "./facts/guests-here.ts";
import { beginJournal } from "./journal.ts";
import { moveAll } from "./move-all.ts";
import type { EvacuationOrder } from "./order.ts";
import { apartMs } from "./pause.ts";
import type { EvacuationRecord, LeftRecord } from "./record/record.ts";
import { shutDown } from "./shut-down.ts";
import { nothingTried } from "./tried.ts";

export type Evacuated = {
  readonly record: EvacuationRecord;
  /** Something was not brought to its end, and stays on record for repair. */
  readonly needsRepair: boolean;
};

/**
 * Empties this host. It takes nobody in from before it looks at anything, so that two hosts that go down together do not
 * throw their guests at each other; then it moves what can be moved, and shuts down what is left, or leaves it. All that it
 * knows it has from what the hosts show: killed at any moment and run again, it goes on from there.
 *
 * @throws Error with a sentence where the host could not be closed: then nothing was done
 */
export async function evacuate(effects: EvacuationEffects, order: EvacuationOrder): Promise<Evacuated> {
  const { clock, witness } = effects;
  const all = deadlineAfter(clock, order.deadlineSeconds * 1_000);
  const keptSeconds = order.leftover === "shutdown" ? order.shutdownSeconds : 0;
  const moves = deadlineAfter(clock, (order.deadlineSeconds - keptSeconds) * 1_000);
  effects.close();
  const work: Work = {
    ...{ effects, order, moves, all, journal: beginJournal(effects, order) },
    ...{ tried: nothingTried(), leftBy: new Map() },
  };
  // Moves under way then end at once, unfinished.
  effects.interrupted.addEventListener("abort", effects.letGo, { once: true });
  try {
    const left = (await isEmptyAfterMoves(work)) ? [] : await emptyOtherwise(work);
    for (const { sentence } of left) witness.say("error", sentence);
    return {
      record: work.journal.end(left.map(({ record }) => record)),
      needsRepair: work.tried.unfinished.size > 0,
    };
  } finally {
    effects.interrupted.removeEventListener("abort", effects.letGo);
    effects.letGo();
  }
}

/** As every look has said for long enough: then there is nobody to look for, and nobody to shut down. */
async function isEmptyAfterMoves(work: Work): Promise<boolean> {
  const sinceMs = await moveAll(work);
  return sinceMs !== undefined && work.effects.clock.nowMs() - sinceMs >= apartMs;
}

/** What is on record, and what a person is told. */
type Left = { readonly record: LeftRecord; readonly sentence: string };

async function emptyOtherwise(work: Work): Promise<readonly Left[]> {
  const { effects, order } = work;
  const here = guestsHere(await effects.lookHere(), effects.guests);
  if (order.leftover === "shutdown" && !effects.interrupted.aborted) await shutDown(work, here);
  return await whoIsLeft(work);
}

/** Who is gone was absent twice: a guest that reboots is gone for a second or two. */
async function whoIsLeft(work: Work): Promise<readonly Left[]> {
  const { effects } = work;
  const first = await look(work);
  if (first.left.length === 0) await effects.clock.sleep(apartMs);
  const { left, strangers } = first.left.length === 0 ? await look(work) : first;
  return [...left, ...strangers];
}

async function look(
  work: Work,
): Promise<{ readonly left: readonly Left[]; readonly strangers: readonly Left[] }> {
  const { effects } = work;
  const overview = await effects.lookHere();
  const isHere = ({ guest, reason }: LeftRecord) => `${guest} is still on ${effects.here}: ${reason}.`;
  const mayBeHere = (what: string, { reason }: LeftRecord) =>
    `Whether ${what} on ${effects.here} cannot be told: ${reason}.`;
  const left = [...guestsHere(overview, effects.guests)].flatMap(([guest, state]): Left[] => {
    if (state.kind === "absent") return [];
    const record = { guest, reason: reasonFor(work, guest, state) };
    const sentence = state.kind === "unclear" ? mayBeHere(`${guest} is still`, record) : isHere(record);
    return [{ record, sentence }];
  });
  const strangers = strangersIn(overview).map((record) => ({ record, sentence: isHere(record) }));
  const { others } = overview;
  if (others.kind === "known") return { left, strangers };
  const record = { guest: "whatever else runs here", reason: others.reason };
  return { left, strangers: [{ record, sentence: mayBeHere("anything else runs", record) }] };
}

/** What was said last of it, without its final stop. */
function reasonFor({ tried, leftBy }: Work, guest: string, state: GuestHere): string {
  const said = tried.givenUp.get(guest) ?? leftBy.get(guest)?.reason;
  const seen = state.kind === "runs" || state.kind === "absent" ? "it runs" : state.reason;
  return (said ?? seen).replace(/\.$/, "");
}
