import {
  at,
  copyOf,
  earliestSlot,
  emptyPacking,
  fits,
  isBetter,
  type Packing,
  put,
  readyAt,
  take,
  worthOf,
} from "./packing.ts";
import type { Job, Option, Problem } from "./problem.ts";

/**
 * Packings that are made in one go, the best of them: largest first, which is done soonest; those first that have few hosts
 * to choose from; and smallest first, which leaves the fewest. By the last one at least half as many are moved as can
 * be: whom it leaves found no room on a host beside guests that are all no larger, so of those whom it leaves, no plan
 * can move more to a host than it has moved there itself.
 */
export function greedyPacking(problem: Problem): Packing {
  const largest = (one: Job, other: Job) => other.need - one.need;
  const orders: readonly ((one: Job, other: Job) => number)[] = [
    largest,
    (one, other) => one.options.length - other.options.length || largest(one, other),
    (one, other) => largest(other, one),
  ];
  const packings = orders.map((order) => inOrder(problem, order));
  return packings.reduce((best, each) => (isBetter(worthOf(each), worthOf(best)) ? each : best));
}

/** Each onto the host where it ends soonest, and of several such onto the one with most room. */
function inOrder(problem: Problem, order: (one: Job, other: Job) => number): Packing {
  const packing = emptyPacking(problem);
  const indexes = problem.jobs.map((_, index) => index);
  indexes.sort((one, other) => order(at(problem.jobs, one), at(problem.jobs, other)) || one - other);
  for (const index of indexes) putWhereItEndsFirst(packing, index);
  makeRoom(packing);
  return packing;
}

function putWhereItEndsFirst(packing: Packing, index: number): boolean {
  const job = at(packing.problem.jobs, index);
  let best: { readonly ends: number; readonly room: number; readonly bin: number } | undefined;
  for (const option of job.options) {
    if (!fits(packing, job, option)) continue;
    const { bin, seconds } = option;
    const ends = readyAt(packing, bin) + seconds;
    const room = at(packing.rooms, bin);
    if (best === undefined || ends < best.ends || (ends === best.ends && room > best.room)) {
      best = { ends, room, bin };
    }
  }
  const option = best === undefined ? undefined : job.optionByBin[best.bin];
  if (option === undefined) return false;
  put(packing, index, { option, slot: earliestSlot(packing, option.bin) });
  return true;
}

const rounds = 4;

/** For each that is left: if another one can go elsewhere so that it fits, it does. */
function makeRoom(packing: Packing): void {
  const { jobs } = packing.problem;
  for (let round = 0; round < rounds; round += 1) {
    const left = [...jobs.keys()].filter((index) => packing.places[index] === undefined);
    left.sort((one, other) => at(jobs, one).need - at(jobs, other).need);
    const placed = left.filter((index) => putWhereItEndsFirst(packing, index) || displaceFor(packing, index));
    if (placed.length === 0) return;
  }
}

function displaceFor(packing: Packing, index: number): boolean {
  const { jobs } = packing.problem;
  const job = at(jobs, index);
  const mostRoom = Math.max(...packing.rooms);
  for (const option of job.options) {
    const lacking = job.need - at(packing.rooms, option.bin);
    // Who makes room has to find as much elsewhere.
    if (lacking > mostRoom) continue;
    const other = packing.places.findIndex((place, each) => {
      const need = jobs[each]?.need ?? 0;
      return (
        place?.option.bin === option.bin && need >= lacking && need <= mostRoom && elsewhere(packing, each)
      );
    });
    const refuge = other === -1 ? undefined : elsewhere(packing, other);
    if (refuge === undefined) continue;
    take(packing, other);
    put(packing, other, { option: refuge, slot: earliestSlot(packing, refuge.bin) });
    put(packing, index, { option, slot: earliestSlot(packing, option.bin) });
    return true;
  }
  return false;
}

function elsewhere(packing: Packing, index: number): Option | undefined {
  const job = at(packing.problem.jobs, index);
  const own = packing.places[index]?.option.bin;
  return job.options.find((each) => each.bin !== own && fits(packing, job, each));
}

/** The guests of a packing, packed anew largest first: sooner done, where all of them still fit. */
export function repacked(packing: Packing): Packing {
  const moved = packing.problem.jobs.filter((_, index) => packing.places[index] !== undefined);
  const chosen = new Set(moved);
  const anew = emptyPacking(packing.problem);
  const indexes = [...packing.problem.jobs.keys()].filter((index) =>
    chosen.has(at(packing.problem.jobs, index)),
  );
  indexes.sort((one, other) => at(packing.problem.jobs, other).need - at(packing.problem.jobs, one).need);
  for (const index of indexes) if (!putWhereItEndsFirst(anew, index)) return copyOf(packing);
  return isBetter(worthOf(anew), worthOf(packing)) ? anew : copyOf(packing);
}
