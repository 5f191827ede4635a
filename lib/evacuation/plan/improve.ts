import {
  at,
  earliestSlot,
  epsilon,
  fits,
  type Packing,
  type Place,
  put,
  secondsOf,
  take,
} from "./packing.ts";

const rounds = 400;

/** Shortens what ends last, by moves to another slot and by exchanges, as long as either helps. */
export function shorten(packing: Packing): void {
  for (let round = 0; round < rounds; round += 1) {
    const longest = secondsOf(packing);
    const last = jobsOfLongest(packing, longest);
    if (!last.some((job) => relocate(packing, job, longest) || exchange(packing, job, longest))) return;
  }
}

/** What is in one of the slots that end last, the longest first. */
function jobsOfLongest({ places, loads }: Packing, longest: number): readonly number[] {
  const first = places.find(
    (place) => place !== undefined && at(at(loads, place.option.bin), place.slot) >= longest - epsilon,
  );
  const jobs = [...places.keys()].filter((job) => {
    const place = places[job];
    return place !== undefined && place.option.bin === first?.option.bin && place.slot === first.slot;
  });
  return jobs.sort((one, other) => (places[other]?.option.seconds ?? 0) - (places[one]?.option.seconds ?? 0));
}

function relocate(packing: Packing, job: number, longest: number): boolean {
  const place = take(packing, job);
  if (place === undefined) return false;
  for (const option of at(packing.problem.jobs, job).options) {
    if (!fits(packing, at(packing.problem.jobs, job), option)) continue;
    const slot = earliestSlot(packing, option.bin);
    if (at(at(packing.loads, option.bin), slot) + option.seconds >= longest - epsilon) continue;
    put(packing, job, { option, slot });
    return true;
  }
  put(packing, job, place);
  return false;
}

function exchange(packing: Packing, job: number, longest: number): boolean {
  for (const [other, its] of packing.places.entries()) {
    const own = packing.places[job];
    if (its === undefined || own === undefined || other === job) continue;
    if (its.option.bin === own.option.bin && its.slot === own.slot) continue;
    if (its.option.seconds >= own.option.seconds && its.option.bin === own.option.bin) continue;
    if (exchanged(packing, job, own, other, its, longest)) return true;
  }
  return false;
}

/** Puts each in the other's place if both slots then end before `longest`; else nothing has changed. */
function exchanged(
  packing: Packing,
  job: number,
  own: Place,
  other: number,
  its: Place,
  longest: number,
): boolean {
  const { jobs } = packing.problem;
  const there = at(jobs, job).options.find(({ bin }) => bin === its.option.bin);
  const here = at(jobs, other).options.find(({ bin }) => bin === own.option.bin);
  if (there === undefined || here === undefined) return false;
  take(packing, job);
  take(packing, other);
  if (fits(packing, at(jobs, job), there)) {
    put(packing, job, { option: there, slot: its.slot });
    if (fits(packing, at(jobs, other), here)) {
      put(packing, other, { option: here, slot: own.slot });
      const ends = (place: Place) => at(at(packing.loads, place.option.bin), place.slot);
      if (ends(own) < longest - epsilon && ends(its) < longest - epsilon) return true;
      take(packing, other);
    }
    take(packing, job);
  }
  put(packing, job, own);
  put(packing, other, its);
  return false;
}

/** Evens out the room that is left on the hosts, where that costs no time: each to where most room is. */
export function balance(packing: Packing): void {
  const longest = secondsOf(packing);
  for (let round = 0; round < balanceRounds; round += 1) {
    const moved = [...packing.places.keys()].filter((job) => toMoreRoom(packing, job, longest));
    if (moved.length === 0) return;
  }
}

const balanceRounds = 8;

function toMoreRoom(packing: Packing, job: number, longest: number): boolean {
  const place = take(packing, job);
  if (place === undefined) return false;
  const { options } = at(packing.problem.jobs, job);
  const roomiest = options
    .filter(({ bin, seconds }) => Math.min(...at(packing.loads, bin)) + seconds <= longest + epsilon)
    .reduce(
      (best, each) => (at(packing.rooms, each.bin) > at(packing.rooms, best.bin) ? each : best),
      place.option,
    );
  const moves = roomiest !== place.option && fits(packing, at(packing.problem.jobs, job), roomiest);
  put(packing, job, moves ? { option: roomiest, slot: earliestSlot(packing, roomiest.bin) } : place);
  return moves;
}
