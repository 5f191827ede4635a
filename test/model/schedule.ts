import { begin } from "./events/beginning.ts";
import { administratorTypes } from "./events/orders.ts";
import { programGoesOn } from "./events/programs.ts";
import { eventTable } from "./events/table.ts";
import { heal } from "./heal/heal.ts";
import { watch } from "./invariants/watch.ts";
import type { Tally } from "./story/tally.ts";
import { diceOf, roll } from "./world/dice.ts";
import { makeWorld, type World } from "./world/world.ts";

/** All that a run depends on. */
export type Schedule = {
  readonly leased: boolean;
  /** Chooses how the world begins, see beginning.ts, and how it is healed. */
  readonly setting: number;
  /** What happens, one number for each event: which, to whom, and how it ends. */
  readonly events: readonly number[];
};

export const largestNumber = 2 ** 36;

/** Lets it all happen; the world is broken afterwards, or every invariant held to the end. */
export function run({ leased, setting, events }: Schedule, tally: Tally, story?: World["story"]): World {
  const world = makeWorld(leased, tally, story);
  const dice = diceOf(setting);
  tally.schedules += 1;
  begin(world, dice);
  for (const number of events) {
    if (world.broken !== undefined) return world;
    happen(world, number);
  }
  if (world.broken === undefined) heal(world, dice);
  return world;
}

function happen(world: World, number: number): void {
  const dice = diceOf(number);
  const event = eventTable[roll(dice, eventTable.length)];
  world.tally.events += 1;
  // What cannot happen now leaves the moment to a program, and if there is none, to an administrator.
  if (event === undefined || !event(world, dice)) {
    if (!programGoesOn(world, dice)) administratorTypes(world, dice);
  }
  watch(world);
}
