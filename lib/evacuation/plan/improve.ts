import {
  at,
  earliestSlot,
  epsilon,
  fits,
  type Packing,
  type Place,
  put,
  readyAt,
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
  const jobs: number[] = [];
  if (first === undefined) return jobs;
  for (let job = 0; job < places.length; job += 1) {
    const place = places[job];
    if (place?.option.bin === first.option.bin && place.slot === first.slot) jobs.push(job);
  }
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
  const { places } = packing;
  const own = places[job];
  if (own === undefined) return false;
  for (let other = 0; other < places.length; other += 1) {
    const its = places[other];
    if (its === undefined || other === job) continue;
    if (its.option.bin === own.option.bin && its.slot === own.slot) continue;
    if (its.option.seconds >= own.option.seconds && its.option.bin === own.option.bin) continue;
    if (exchanged(packing, job, own, other, its, longest)) return true;
  }
  return false;
}

/** Puts each in the other's place if there is room and both slots then end before `longest`; else nothing has changed. */
function exchanged(
  packing: Packing,
  job: number,
  own: Place,
  other: number,
  its: Place,
  longest: number,
): boolean {
  const { problem, loads, rooms } = packing;
  const one = at(problem.jobs, job);
  const two = at(problem.jobs, other);
  const there = one.optionByBin[its.option.bin];
  const here = two.optionByBin[own.option.bin];
  if (there === undefined || here === undefined) return false;
  const most = longest - epsilon;
  if (at(at(loads, own.option.bin), own.slot) - own.option.seconds + here.seconds >= most) return false;
  if (at(at(loads, its.option.bin), its.slot) - its.option.seconds + there.seconds >= most) return false;
  const grows = one.need - two.need;
  const isOneBin = own.option.bin === its.option.bin;
  if (!isOneBin && (at(rooms, there.bin) < grows || at(rooms, here.bin) < -grows)) return false;
  take(packing, job);
  take(packing, other);
  put(packing, job, { option: there, slot: its.slot });
  put(packing, other, { option: here, slot: own.slot });
  return true;
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
  let roomiest = place.option;
  for (const each of at(packing.problem.jobs, job).options) {
    if (at(packing.rooms, each.bin) <= at(packing.rooms, roomiest.bin)) continue;
    if (readyAt(packing, each.bin) + each.seconds <= longest + epsilon) roomiest = each;
  }
  const moves = roomiest !== place.option && fits(packing, at(packing.problem.jobs, job), roomiest);
  put(packing, job, moves ? { option: roomiest, slot: earliestSlot(packing, roomiest.bin) } : place);
  return moves;
}
