import type { Pace } from "../plan/situation.ts";
import type { EvacuationRecord, MoveRecord } from "./record.ts";

/** Until all hosts were asked, some seconds apart, whatever the guest's size; others travel meanwhile. */
export const preparationSeconds = 6;

/** What else a move takes whatever the guest's size, in the place of one that travels. */
export const secondsBesides = 2;

/** What a network of 1 Gbit/s carries. */
const assumedSecondsPerMiB = 1 / 100;

/** The latest moves that count. */
const most = 20;

export type KnownPace = Pace & {
  /** Moves that it was measured on; 0: it is assumed. */
  readonly measured: number;
};

/**
 * How fast guests move to a host: the median of the latest moves there, else of those to any host, else what an
 * ordinary network does. Moves that go on beside each other were measured so too.
 */
export function paceTo(host: string, earlier: readonly EvacuationRecord[]): KnownPace {
  const done = earlier.flatMap(({ moves }) => moves.filter(isMeasured));
  const there = done.filter(({ to }) => to === host).slice(0, most);
  const measured = there.length > 0 ? there : done.slice(0, most);
  if (measured.length === 0) return { secondsPerMiB: assumedSecondsPerMiB, secondsBesides, measured: 0 };
  const paces = measured
    .map(
      ({ tookMs, memoryMiB }) =>
        Math.max(0, tookMs / 1_000 - preparationSeconds - secondsBesides) / memoryMiB,
    )
    .sort((one, other) => one - other);
  const secondsPerMiB = paces[Math.floor(paces.length / 2)] ?? assumedSecondsPerMiB;
  return { secondsPerMiB, secondsBesides, measured: measured.length };
}

function isMeasured({ outcome, memoryMiB }: MoveRecord): boolean {
  return outcome === "done" && memoryMiB > 0;
}
