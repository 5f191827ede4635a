import { at, type Packing } from "./packing.ts";

/** Seconds that no plan for the guests of this packing can do without. */
export function lowerBound({ problem, places }: Packing): number {
  const moved = problem.jobs.filter((_, job) => places[job] !== undefined);
  if (moved.length === 0) return 0;
  const ready = problem.bins.map(({ slots }) => Math.min(...slots));
  const alone = moved.map(({ options }) =>
    Math.min(...options.map(({ bin, seconds }) => at(ready, bin) + seconds)),
  );
  const shortest = moved.map(({ options }) => Math.min(...options.map(({ seconds }) => seconds)));
  const slots = problem.bins.flatMap((bin) => bin.slots);
  const work = shortest.reduce((sum, seconds) => sum + seconds, 0);
  return Math.max(...alone, work / slots.length);
}
