import type { Job, Option, Problem } from "./problem.ts";

/** Which guest goes where, and when; changed in place while a plan is sought. */
export type Packing = {
  readonly problem: Problem;
  /** By job; undefined: left. */
  readonly places: (Place | undefined)[];
  /** By bin. */
  readonly rooms: number[];
  /** By bin and slot: seconds until it has done what it has got so far. */
  readonly loads: number[][];
};

export type Place = { readonly option: Option; readonly slot: number };

export function emptyPacking(problem: Problem): Packing {
  return {
    problem,
    places: problem.jobs.map(() => undefined),
    rooms: problem.bins.map(({ room }) => room),
    loads: problem.bins.map(({ slots }) => [...slots]),
  };
}

export function copyOf({ problem, places, rooms, loads }: Packing): Packing {
  return { problem, places: [...places], rooms: [...rooms], loads: loads.map((slots) => [...slots]) };
}

export function put(packing: Packing, job: number, place: Place): void {
  packing.places[job] = place;
  change(packing, job, place, 1);
}

export function take(packing: Packing, job: number): Place | undefined {
  const place = packing.places[job];
  packing.places[job] = undefined;
  if (place !== undefined) change(packing, job, place, -1);
  return place;
}

function change({ problem, rooms, loads }: Packing, job: number, { option, slot }: Place, sign: 1 | -1) {
  const { bin, seconds } = option;
  rooms[bin] = at(rooms, bin) - sign * at(problem.jobs, job).need;
  const slots = at(loads, bin);
  slots[slot] = at(slots, slot) + sign * seconds;
}

/** The slot of a bin that is free first. */
export function earliestSlot({ loads }: Packing, bin: number): number {
  const slots = at(loads, bin);
  let earliest = 0;
  for (let slot = 1; slot < slots.length; slot += 1) {
    if (at(slots, slot) < at(slots, earliest)) earliest = slot;
  }
  return earliest;
}

/** Seconds until a bin can begin one more. */
export function readyAt(packing: Packing, bin: number): number {
  return at(at(packing.loads, bin), earliestSlot(packing, bin));
}

export function fits({ rooms }: Packing, { need }: Job, { bin }: Option): boolean {
  return at(rooms, bin) >= need;
}

/** Guests that are moved, the seconds until the last move ends, and how uneven the room that is left is. */
export type Worth = { readonly moved: number; readonly seconds: number; readonly unevenness: number };

export function worthOf(packing: Packing): Worth {
  return {
    moved: packing.places.filter((place) => place !== undefined).length,
    seconds: secondsOf(packing),
    unevenness: packing.rooms.reduce((sum, room) => sum + room * room, 0),
  };
}

/** Slots that nothing was put into do not count: what is under way there ends anyhow. */
export function secondsOf({ places, loads }: Packing): number {
  return places.reduce((longest, place) => {
    return place === undefined ? longest : Math.max(longest, at(at(loads, place.option.bin), place.slot));
  }, 0);
}

/** Seconds that differ by less are the same. */
export const epsilon = 1e-6;

export function isBetter(one: Worth, other: Worth): boolean {
  if (one.moved !== other.moved) return one.moved > other.moved;
  if (Math.abs(one.seconds - other.seconds) > epsilon) return one.seconds < other.seconds;
  return one.unevenness < other.unevenness * (1 - 1e-9);
}

/** For an index that comes from the same problem. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is no ${index} among ${list.length}`);
  return found;
}
