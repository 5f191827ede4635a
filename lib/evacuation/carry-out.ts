import type { Deadline } from "../system/deadline.ts";
import type { EvacuationEffects, MoveEnd } from "./effects.ts";
import { guestsHere } from "./facts/guests-here.ts";
import { type Journal, outcomeOf } from "./journal.ts";
import { makePlan } from "./make-plan.ts";
import type { EvacuationOrder } from "./order.ts";
import { apartMs, pause } from "./pause.ts";
import type { Move, Plan, RunningGuest } from "./plan/situation.ts";
import { hesitates, isNews, mayBeHeard, noteRefusal, type Tried, wasRefused } from "./tried.ts";

export type Work = {
  readonly effects: EvacuationEffects;
  readonly order: EvacuationOrder;
  readonly journal: Journal;
  readonly tried: Tried;
  /** Until then moves may be under way; what is kept for shutdowns comes after it. */
  readonly moves: Deadline;
  /** Of all. */
  readonly all: Deadline;
  /** Why a guest was left by the latest plan. `final`: it is not planned for again. */
  readonly leftBy: Map<string, LeftBy>;
};

export type LeftBy = { /** One clause. */ readonly reason: string; readonly final: boolean };

type UnderWay = { readonly move: Move; readonly beganMs: number; readonly end: Promise<Ended> };

type Ended = { readonly move: Move; readonly tookMs: number; readonly end: MoveEnd | "overdue" };

/**
 * Carries a plan out, as many moves at a time as it allows. When a move fails, all hosts are asked again and the rest is
 * planned anew: whatever made it fail may concern the others as well. One that was only refused is given a moment.
 */
export async function carryOut(work: Work, first: Plan, guests: readonly RunningGuest[]): Promise<void> {
  const underWay = new Map<string, UnderWay>();
  const waiting = new Map(guests.map((guest) => [guest.name, guest]));
  let queue = take(work, first, waiting);
  for (;;) {
    queue = begin(work, queue, waiting, underWay);
    if (underWay.size === 0) return;
    const ended = await Promise.race([...underWay.values()].map(({ end }) => end));
    underWay.delete(ended.move.guest);
    const others = [...underWay.values()].map(({ move }) => move);
    const again = settle(work, ended, guests, others);
    if (again === undefined) continue;
    waiting.set(again.name, again);
    if (isRefused(ended)) await pause(work.effects, apartMs);
    await onlyWhoRuns(work, waiting);
    const plan = await makePlan(work.effects, work.order, [...waiting.values()], remaining(work, underWay));
    queue = take(work, plan, waiting);
  }
}

/** A guest whose move failed may have shut down by then, as it was asked to. */
async function onlyWhoRuns({ effects }: Work, waiting: Map<string, RunningGuest>): Promise<void> {
  const here = guestsHere(await effects.lookHere(), effects.guests);
  for (const name of [...waiting.keys()]) if (here.get(name)?.kind !== "runs") waiting.delete(name);
}

/** Whom a plan leaves waits no longer. */
function take(work: Work, { moves, leftovers }: Plan, waiting: Map<string, RunningGuest>): readonly Move[] {
  const { effects, leftBy, tried } = work;
  for (const { guest, reason, forWantOfAnswer } of leftovers) {
    const final = !forWantOfAnswer || !mayBeHeard(tried, guest, effects.clock.nowMs());
    tell(work, guest, { reason, final });
    leftBy.set(guest, { reason, final });
    waiting.delete(guest);
  }
  return moves;
}

/** Once that there is no place now, and once that there is none at all. */
function tell({ effects, leftBy }: Work, guest: string, { reason, final }: LeftBy): void {
  const before = leftBy.get(guest);
  if (before !== undefined && before.final === final) return;
  effects.witness.say("warning", `${guest} cannot be moved${final ? "" : " yet"}: ${reason}.`);
}

/** Begins what may begin now, in the plan's order, and returns the rest. */
function begin(
  work: Work,
  queue: readonly Move[],
  waiting: Map<string, RunningGuest>,
  underWay: Map<string, UnderWay>,
): readonly Move[] {
  const rest: Move[] = [];
  for (const move of queue) {
    const busy = [...underWay.values()].filter(({ move: { to } }) => to === move.to).length;
    const over = whyOver(work);
    if (over !== undefined) {
      work.leftBy.set(move.guest, { reason: over, final: true });
      waiting.delete(move.guest);
    } else if (busy < work.order.concurrency) {
      waiting.delete(move.guest);
      underWay.set(move.guest, beginMove(work, move));
    } else rest.push(move);
  }
  return rest;
}

/** Why no move is begun any more, one clause. */
function whyOver({ effects, moves }: Work): string | undefined {
  if (effects.interrupted.aborted) return "the evacuation was interrupted before its turn came";
  return moves.remainingMs() <= 0 ? "the time for moves was over before its turn came" : undefined;
}

function beginMove({ effects, order, tried, moves, all }: Work, move: Move): UnderWay {
  const { clock, witness } = effects;
  const { guest, to, seconds } = move;
  const beganMs = clock.nowMs();
  const limitMs = Math.min(order.moveDeadlineSeconds * 1_000, moves.remainingMs());
  const asks = order.leftover === "shutdown";
  // Asked to shut down, it gets its time for that.
  const patienceMs = asks ? Math.min(limitMs + order.shutdownSeconds * 1_000, all.remainingMs()) : limitMs;
  if (!wasRefused(tried, move)) witness.say("info", `${guest} is moved to ${to}.`);
  witness.began({ guest, what: `to ${to}`, expectedMs: seconds * 1_000 });
  const over = new AbortController();
  const overdue = clock.sleep(patienceMs, over.signal).then(() => "overdue" as const);
  // Aborted, the sleep rejects, and nobody waits for it any more.
  overdue.catch(() => undefined);
  const ended = effects.move({ guest, to, hurryAfterMs: asks ? limitMs : undefined });
  const end = Promise.race([ended, overdue]).then((how) => {
    over.abort();
    witness.ended(guest);
    return { move, tookMs: clock.nowMs() - beganMs, end: how };
  });
  return { move, beganMs, end };
}

function isRefused({ end }: Ended): boolean {
  return end !== "overdue" && end.ending.kind === "refused";
}

/** Notes how a move ended. The guest, if it may be tried again, here or elsewhere. */
function settle(
  { effects, journal, tried }: Work,
  { move, tookMs, end }: Ended,
  guests: readonly RunningGuest[],
  others: readonly Move[],
): RunningGuest | undefined {
  const { guest, to, memoryMiB } = move;
  const beganMs = effects.wallClockMs() - tookMs;
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

function remaining(
  { effects }: Work,
  underWay: ReadonlyMap<string, UnderWay>,
): ReadonlyMap<string, readonly number[]> {
  const byHost = new Map<string, number[]>();
  for (const { move, beganMs } of underWay.values()) {
    const left = Math.max(1, move.seconds - (effects.clock.nowMs() - beganMs) / 1_000);
    byHost.set(move.to, [...(byHost.get(move.to) ?? []), left]);
  }
  return byHost;
}
