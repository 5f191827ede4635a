import { at, type Packing } from "./packing.ts";
import type { Job } from "./problem.ts";
import type { Move } from "./situation.ts";

/** The moves of a packing with their times. Within a slot the higher priority goes first, then the larger guest. */
export function scheduleOf({ problem, places }: Packing): readonly Move[] {
  const placed = problem.bins.map(({ slots }) => slots.map((): number[] => []));
  for (const [job, place] of places.entries()) {
    if (place !== undefined) placed[place.option.bin]?.[place.slot]?.push(job);
  }
  const moves = problem.bins.flatMap(({ name: to, slots }, bin) =>
    slots.flatMap((begins, slot) => {
      let clock = begins;
      return at(at(placed, bin), slot)
        .sort((one, other) => byRank(at(problem.jobs, one), at(problem.jobs, other)))
        .map((job): Ranked => {
          const { guest } = at(problem.jobs, job);
          const seconds = places[job]?.option.seconds ?? 0;
          const beginsAfterSeconds = clock;
          clock += seconds;
          const { name, memoryMiB } = guest;
          return {
            job: at(problem.jobs, job),
            move: { guest: name, to, memoryMiB, beginsAfterSeconds, seconds },
          };
        });
    }),
  );
  moves.sort(
    (one, other) => one.move.beginsAfterSeconds - other.move.beginsAfterSeconds || byRank(one.job, other.job),
  );
  return moves.map(({ move }) => move);
}

type Ranked = { readonly job: Job; readonly move: Move };

function byRank({ guest: one }: Job, { guest: other }: Job): number {
  if (one.priority !== other.priority) return other.priority - one.priority;
  if (one.memoryMiB !== other.memoryMiB) return other.memoryMiB - one.memoryMiB;
  return one.name < other.name ? -1 : 1;
}
