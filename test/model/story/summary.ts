import type { Exploration } from "../explore.ts";
import { tellStory } from "./story.ts";
import { situations } from "./tally.ts";

/** For a person. */
export function summaryOf(exploration: Exploration, seconds: number): string {
  const { tally, seed, counterexample } = exploration;
  const counts = `${tally.schedules} schedules, ${tally.events} events, ${tally.programs} programs in ${seconds.toFixed(1)} s, seed ${seed}`;
  if (counterexample !== undefined) return `${tellStory(counterexample.schedule)}\n${counts}\n`;
  const lines = (rows: readonly (readonly [string, number])[]): string =>
    rows.map(([name, number]) => `${String(number).padStart(9)}  ${name}\n`).join("");
  return (
    `Every invariant held: ${counts}.\n\nHow programs ended:\n${lines(endingsOf(exploration))}\n` +
    `What was reached:\n${lines(reachedOf(exploration))}`
  );
}

/** For a program. */
export function reportOf(exploration: Exploration, seconds: number) {
  const { tally, seed, counterexample } = exploration;
  return {
    seed,
    seconds,
    schedules: tally.schedules,
    events: tally.events,
    programs: tally.programs,
    endings: Object.fromEntries(endingsOf(exploration)),
    reached: Object.fromEntries(reachedOf(exploration)),
    counterexample:
      counterexample === undefined
        ? null
        : {
            ...counterexample.broken,
            schedule: counterexample.schedule,
            story: tellStory(counterexample.schedule),
          },
  };
}

function endingsOf({ tally }: Exploration): readonly (readonly [string, number])[] {
  return [...tally.endings].sort(([one], [other]) => (one < other ? -1 : 1));
}

function reachedOf({ tally }: Exploration): readonly (readonly [string, number])[] {
  return situations.map((situation) => [situation, tally.reached.get(situation) ?? 0]);
}
