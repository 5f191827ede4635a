import { greedyPacking, repacked } from "./greedy.ts";
import { balance, shorten } from "./improve.ts";
import { lowerBound } from "./lower-bound.ts";
import { type Packing, secondsOf } from "./packing.ts";
import { problemOf } from "./problem.ts";
import { reasonFor, waitsForAnswer } from "./reasons.ts";
import { scheduleOf } from "./schedule.ts";
import { search } from "./search.ts";
import type { Leftover, Plan, Situation } from "./situation.ts";

/** For few guests long enough to look at every way; for many it would find nothing in any time. */
const stepsForFew = 1_000_000;
const few = 8;
const stepsForSome = 60_000;
const some = 16;

/**
 * Decides which guest goes where, and in which order. Goals, each before the next one: move as many as can be moved;
 * be done soonest; leave even room on the hosts.
 *
 * What is guaranteed. To move the most is a packing problem with pins (NP-hard), so: where the search ends in time (`proven`; so
 * it does for 8 guests and 4 hosts) no plan moves more guests, and none that moves as many ends sooner. Beyond
 * that, whenever everything fits in the plain way, largest first or smallest first, everything is moved; else at
 * least half of what could be. `within` says how far the end is at the most from the soonest one, for the guests that
 * are moved. No host gets more than its room, and none a guest that is pinned elsewhere. The same situation gives the
 * same plan.
 *
 * A guest of a higher priority begins before those of lower ones that wait for the same place; which guests are left where
 * room lacks is decided by their number alone.
 *
 * @param mostSteps of the search, for tests of what there is without it
 */
export function plan(situation: Situation, { mostSteps }: { readonly mostSteps?: number } = {}): Plan {
  const problem = problemOf(situation);
  const quick = repacked(greedyPacking(problem));
  shorten(quick);
  const steps = mostSteps ?? stepsFor(problem.jobs.length);
  const bound = lowerBound(quick);
  // What is as short as can be and leaves nobody needs no search.
  const isBest = quick.places.every((place) => place !== undefined) && secondsOf(quick) <= bound * (1 + 1e-9);
  const sought = isBest ? { packing: quick, complete: true } : search(quick, steps);
  const { packing, complete } = sought;
  balance(packing);
  const seconds = secondsOf(packing);
  return {
    moves: scheduleOf(packing),
    leftovers: leftoversOf(situation, packing),
    seconds,
    within: complete || seconds === 0 ? 1 : Math.max(1, seconds / lowerBound(packing)),
    proven: complete,
  };
}

function stepsFor(jobs: number): number {
  if (jobs > some) return 0;
  return jobs <= few ? stepsForFew : stepsForSome;
}

function leftoversOf(situation: Situation, { problem, places, rooms }: Packing): readonly Leftover[] {
  const moved = new Set(
    problem.jobs.filter((_, job) => places[job] !== undefined).map(({ guest }) => guest.name),
  );
  const left = new Map(problem.bins.map(({ name }, bin) => [name, rooms[bin] ?? 0]));
  return situation.guests
    .filter(({ name }) => !moved.has(name))
    .map((guest) => ({
      guest: guest.name,
      memoryMiB: guest.memoryMiB,
      reason: reasonFor(guest, situation, left),
      forWantOfAnswer: waitsForAnswer(guest, situation),
    }));
}
