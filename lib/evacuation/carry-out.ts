import type { Clock } from "../system/clock.ts";
import type { Deadline } from "../system/deadline.ts";
import { beginMove, type UnderWay, type Way, whyOver } from "./begin-move.ts";
import type { EvacuationEffects } from "./effects.ts";
import { guestsHere } from "./facts/guests-here.ts";
import { gateOf } from "./gate.ts";
import { headStarts } from "./head-start.ts";
import type { Journal } from "./journal.ts";
import { makePlan } from "./make-plan.ts";
import type { EvacuationOrder } from "./order.ts";
import { apartMs, pause } from "./pause.ts";
import type { Move, Plan, RunningGuest } from "./plan/situation.ts";
import { isRefused, settleAll } from "./settle.ts";
import { mayBeHeard, type Tried } from "./tried.ts";

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

/**
 * A move asks all hosts before anything travels. One more than may travel at a time is prepared meanwhile for each way, and one for
 * whichever is free first, so that the ways are not idle. More of them would be work for every host, which makes each other's guests
 * stand still for longer; and who waits long for his turn has everybody asked again.
 */
function mostAhead(ways: number): number {
  return ways + 1;
}

/** Before one more is begun: its questions are work for every host, and who can travel at once goes first. */
const pauseMs = { travels: 200, ahead: 500 } as const;

/**
 * Carries a plan out, as many moves at a time as it allows. When a move fails, all hosts are asked again and the rest is
 * planned anew: whatever made it fail may concern the others as well. One that was only refused is given a moment.
 */
export async function carryOut(work: Work, first: Plan, guests: readonly RunningGuest[]): Promise<void> {
  const { effects, order } = work;
  const { clock } = effects;
  const underWay = new Map<string, UnderWay>();
  const waiting = new Map(guests.map((guest) => [guest.name, guest]));
  const ways = new Map(effects.others.map(({ name }) => [name, wayFor(clock, order.concurrency)]));
  let queue = take(work, first, waiting);
  for (let beganMs = Number.NEGATIVE_INFINITY; ; ) {
    queue = withoutLate(work, queue, waiting);
    const next = nextIn(queue, ways, underWay, order.concurrency);
    if (next === undefined && underWay.size === 0) return;
    const waitMs = next === undefined ? undefined : beganMs + next.pauseMs - clock.nowMs();
    if (next !== undefined && waitMs !== undefined && waitMs <= 0) {
      const { move, way } = next;
      queue = queue.filter((each) => each !== move);
      waiting.delete(move.guest);
      underWay.set(move.guest, beginMove(work, move, way));
      beganMs = clock.nowMs();
      continue;
    }
    await someEnd(clock, underWay, waitMs);
    const over = [...underWay.values()].filter((each) => each.ended() !== undefined);
    for (const { move } of over) underWay.delete(move.guest);
    const ended = over.flatMap((each) => each.ended() ?? []);
    const again = settleAll(work, ended, guests, underWay);
    for (const { leave } of over) leave();
    if (again.length === 0 || whyOver(work) !== undefined) continue;
    for (const guest of again) waiting.set(guest.name, guest);
    if (ended.some(isRefused)) await pause(effects, apartMs);
    await onlyWhoRuns(work, waiting);
    const plan = await makePlan(
      effects,
      order,
      [...waiting.values()],
      remaining(underWay, order.concurrency),
    );
    queue = take(work, plan, waiting);
  }
}

/** Waits until a move has ended, for so long at most; undefined: as long as it takes. */
async function someEnd(
  clock: Clock,
  underWay: ReadonlyMap<string, UnderWay>,
  withinMs: number | undefined,
): Promise<void> {
  const ends = [...underWay.values()].map(({ end }) => end);
  const over = new AbortController();
  const inTime = withinMs === undefined ? [] : [clock.sleep(withinMs, over.signal).catch(() => undefined)];
  await Promise.race([...ends, ...inTime]);
  over.abort();
}

function wayFor(clock: Clock, places: number): Way {
  return { gate: gateOf(places), headStart: headStarts(clock) };
}

type Next = { readonly move: Move; readonly way: Way; readonly pauseMs: number };

/** The first that could travel as soon as it is prepared, else the first for the way that has the fewest prepared ahead. */
function nextIn(
  queue: readonly Move[],
  ways: ReadonlyMap<string, Way>,
  underWay: ReadonlyMap<string, UnderWay>,
  concurrency: number,
): Next | undefined {
  const busy = (host: string) => [...underWay.values()].filter(({ move }) => move.to === host).length;
  const travels = queue.find(({ to }) => busy(to) < concurrency);
  const ahead = [...ways.keys()].reduce((sum, host) => sum + Math.max(0, busy(host) - concurrency), 0);
  const byNeed = () => queue.toSorted((one, other) => busy(one.to) - busy(other.to));
  // Where nobody could travel at once, whoever is left is bound for one of these.
  const inUse = [...ways.keys()].filter((host) => busy(host) > 0).length;
  const move = travels ?? (ahead < mostAhead(inUse) ? byNeed()[0] : undefined);
  const way = move === undefined ? undefined : ways.get(move.to);
  if (move === undefined || way === undefined) return undefined;
  return { move, way, pauseMs: travels === undefined ? pauseMs.ahead : pauseMs.travels };
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

/** When no move is begun any more, those that wait in the queue are left. */
function withoutLate(
  work: Work,
  queue: readonly Move[],
  waiting: Map<string, RunningGuest>,
): readonly Move[] {
  const reason = whyOver(work);
  if (reason === undefined) return queue;
  for (const { guest } of queue) {
    work.leftBy.set(guest, { reason, final: true });
    waiting.delete(guest);
  }
  return [];
}

/** For each host the seconds until each of its places is likely to be free: who waits there comes after who travels. */
function remaining(
  underWay: ReadonlyMap<string, UnderWay>,
  places: number,
): ReadonlyMap<string, readonly number[]> {
  const byHost = new Map<string, readonly number[]>();
  for (const { move, tookMs } of underWay.values()) {
    const left = Math.max(1, move.seconds - tookMs() / 1_000);
    const [earliest = 0, ...later] = [...(byHost.get(move.to) ?? [])].sort((one, other) => one - other);
    const busy = byHost.get(move.to) ?? [];
    byHost.set(move.to, busy.length < places ? [...busy, left] : [...later, earliest + left]);
  }
  return byHost;
}
