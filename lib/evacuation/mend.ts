import type { EvacuationEffects } from "./effects.ts";
import type { GuestHere } from "./facts/guests-here.ts";
import type { Tried } from "./tried.ts";

/**
 * Has the guard repair what was left open here and nobody is at work on, such as moves of an evacuation that was killed. What
 * repair cannot decide yet, because a migration goes on without whoever ordered it, is tried again at the next look, as
 * long as a move may take; what it cannot decide at all is for people.
 *
 * @returns whether anything was brought to its end, so that it is worth looking again at once
 */
export async function mend(
  { repair, witness, clock }: EvacuationEffects,
  here: ReadonlyMap<string, GuestHere>,
  { repairs, givenUp, unfinished }: Tried,
  patienceMs: number,
): Promise<boolean> {
  const open = [...here].filter(([name, { kind }]) => kind === "open" && !givenUp.has(name));
  const mended = await Promise.all(
    open.map(async ([name]) => {
      const firstMs = repairs.get(name) ?? clock.nowMs();
      if (!repairs.has(name))
        witness.say("info", `${name} was left in the middle of something: it is repaired.`);
      repairs.set(name, firstMs);
      witness.began({ guest: name, what: "repairing what was left open", expectedMs: 10_000 });
      const ending = await repair(name);
      witness.ended(name);
      if (ending.kind === "done") {
        witness.say("info", ending.text);
        return true;
      }
      // "refused": another program has it just now.
      if (ending.kind !== "failed" && clock.nowMs() - firstMs < patienceMs) return false;
      givenUp.set(name, ending.reason);
      if (ending.kind !== "failed") unfinished.add(name);
      witness.say("error", ending.reason);
      return false;
    }),
  );
  return mended.includes(true);
}
