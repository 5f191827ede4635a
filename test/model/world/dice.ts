/**
 * One number of a schedule, spent in small choices. When it is used up every choice is the first one, and the first one is
 * always the plain case: nothing fails, nothing is lost. So a smaller number is a simpler story.
 */
export type Dice = { left: number };

export function diceOf(number: number): Dice {
  return { left: number };
}

/** One of 0 to sides - 1. */
export function roll(dice: Dice, sides: number): number {
  const face = dice.left % sides;
  dice.left = Math.floor(dice.left / sides);
  return face;
}

/** True once in `sides`, and never when the dice are used up. */
export function mishap(dice: Dice, sides: number): boolean {
  return roll(dice, sides) === sides - 1;
}

export function pick<Item>(dice: Dice, items: readonly Item[]): Item | undefined {
  return items.length === 0 ? undefined : items[roll(dice, items.length)];
}
