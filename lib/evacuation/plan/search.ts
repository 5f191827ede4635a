import {
  at,
  copyOf,
  emptyPacking,
  epsilon,
  fits,
  type Packing,
  put,
  secondsOf,
  take,
  worthOf,
} from "./packing.ts";

export type Sought = { readonly packing: Packing; readonly complete: boolean };

/**
 * Looks at every way to place the guests, largest first, leaving out what cannot be better than the best one so far.
 *
 * @param mostSteps it gives up after; then `complete` is false, and the packing is the best one so far
 */
export function search(start: Packing, mostSteps: number): Sought {
  const { problem } = start;
  const order = [...problem.jobs.keys()];
  order.sort((one, other) => at(problem.jobs, other).need - at(problem.jobs, one).need);
  const packing = emptyPacking(problem);
  const shortest = problem.jobs.map(({ options }) => Math.min(...options.map(({ seconds }) => seconds)));
  const restSeconds = order.map((_, from) =>
    order.slice(from).reduce((sum, job) => sum + at(shortest, job), 0),
  );
  const slots = problem.bins.reduce((sum, bin) => sum + bin.slots.length, 0);
  const loadAtFirst = sumOf(packing);
  let best = { packing: copyOf(start), ...worthOf(start) };
  let steps = 0;

  const visit = (depth: number, moved: number, ends: number): void => {
    steps += 1;
    if (steps > mostSteps) return;
    const possible = moved + order.length - depth;
    if (possible < best.moved) return;
    if (possible === best.moved && leastEnd(depth, ends) >= best.seconds - epsilon) return;
    const job = order[depth];
    if (job === undefined) {
      const seconds = secondsOf(packing);
      if (moved > best.moved || seconds < best.seconds - epsilon) {
        best = { packing: copyOf(packing), ...worthOf(packing) };
      }
      return;
    }
    const seen = new Set<string>();
    for (const option of at(problem.jobs, job).options) {
      if (!fits(packing, at(problem.jobs, job), option)) continue;
      for (const [slot, load] of at(packing.loads, option.bin).entries()) {
        // Two slots of a host with one load are one to whatever comes.
        const same = `${option.bin} ${load}`;
        if (seen.has(same)) continue;
        seen.add(same);
        put(packing, job, { option, slot });
        visit(depth + 1, moved + 1, Math.max(ends, load + option.seconds));
        take(packing, job);
      }
    }
    visit(depth + 1, moved, ends);
  };

  /** Where nothing more may be left, all that comes has to find time in the slots. */
  const leastEnd = (depth: number, ends: number): number => {
    const work = sumOf(packing) - loadAtFirst;
    return Math.max(ends, (work + (restSeconds[depth] ?? 0)) / slots);
  };

  visit(0, 0, 0);
  return { packing: best.packing, complete: steps <= mostSteps };
}

function sumOf({ loads }: Packing): number {
  return loads.reduce((sum, slots) => slots.reduce((all, load) => all + load, sum), 0);
}
