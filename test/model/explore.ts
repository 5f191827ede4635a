import fc from "fast-check";
import { largestNumber, run, type Schedule } from "./schedule.ts";
import { shorten } from "./shorten.ts";
import { makeTally, type Tally } from "./story/tally.ts";
import type { Breach } from "./world/world.ts";

export type Exploration = {
  readonly tally: Tally;
  readonly seed: number;
  /** Undefined: every invariant held in every schedule. */
  readonly counterexample: { readonly schedule: Schedule; readonly broken: Breach } | undefined;
};

export type Plan = {
  readonly schedules: number;
  /** The same seed draws the same schedules. */
  readonly seed: number;
  /** False: the first counterexample will do. */
  readonly shortens?: boolean;
  /** Called now and then, for a terminal. */
  readonly onProgress?: (schedules: number) => void;
};

const longest = 80;

/** Draws schedules of both kinds of cluster until an invariant breaks or all of them are done. */
export function explore({ schedules, seed, shortens = true, onProgress }: Plan): Exploration {
  const tally = makeTally();
  const found = fc.check(
    fc.property(arbitrary, (drawn) => {
      if (onProgress !== undefined && tally.schedules % 1000 === 0) onProgress(tally.schedules);
      return run(scheduleOf(drawn), tally).broken === undefined;
    }),
    { seed, numRuns: schedules, endOnFailure: !shortens },
  );
  const [drawn] = found.counterexample ?? [];
  if (drawn === undefined) return { tally, seed, counterexample: undefined };
  const schedule = shortens ? shorten(scheduleOf(drawn)) : scheduleOf(drawn);
  const { broken } = run(schedule, makeTally());
  if (broken === undefined) throw new Error("a shortened schedule does not break what it broke");
  return { tally, seed, counterexample: { schedule, broken } };
}

type Drawn = readonly [leased: boolean, setting: number, events: readonly number[]];

const number = fc.noBias(fc.maxSafeNat().map((drawn) => drawn % largestNumber));

const arbitrary: fc.Arbitrary<Drawn> = fc.tuple(
  fc.boolean(),
  fc.noBias(fc.nat(2 ** 20 - 1)),
  fc.array(number, { minLength: 1, maxLength: longest, size: "max" }),
);

function scheduleOf([leased, setting, events]: Drawn): Schedule {
  return { leased, setting, events };
}
