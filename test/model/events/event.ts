import type { Dice } from "../world/dice.ts";
import type { World } from "../world/world.ts";

/** Something that may happen next. False: it cannot happen now, so something else does. */
export type Event = (world: World, dice: Dice) => boolean;
