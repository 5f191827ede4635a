import { latestMs } from "../../guard/wire/operation.ts";
import { listOf, maybe, natural, oneOf, record, type Shape, text } from "../../guard/wire/shape.ts";

/**
 * What became of one evacuation, as it stands in a file of its own below /var/lib/xensan/evacuations: written when the plan is
 * made, anew after each move, and at the end. Moments are the wall clock's, in milliseconds since 1970.
 */
export type EvacuationRecord = {
  readonly version: 1;
  readonly id: string;
  /** The host that was emptied, and who wanted it. */
  readonly host: string;
  readonly by: string;
  readonly beganMs: number;
  /** Undefined: it is under way, or was cut off. */
  readonly endedMs: number | undefined;
  /** What was planned at first, with what was expected of it. */
  readonly planned: readonly PlannedMove[];
  /** Every move that was begun, in the order of their ends. */
  readonly moves: readonly MoveRecord[];
  readonly shutdowns: readonly ShutdownRecord[];
  /** Guests, and domains that the cluster file does not have, that were still there at the end. */
  readonly left: readonly LeftRecord[];
};

export type PlannedMove = {
  readonly guest: string;
  readonly to: string;
  readonly memoryMiB: number;
  readonly expectedMs: number;
};

/** As the guard's program ended; "under-way": it was not waited for any longer. */
export type Outcome = "done" | "refused" | "failed" | "unfinished" | "under-way";

export type MoveRecord = {
  readonly guest: string;
  readonly to: string;
  readonly memoryMiB: number;
  readonly beganMs: number;
  /** Of the whole hand-over, from the first question to the guest that runs there, without what it waited for others. */
  readonly tookMs: number;
  /** How long the guest stood still, at most; undefined: it did not move, or nobody saw it run there. */
  readonly downtimeMs: number | undefined;
  readonly outcome: Outcome;
  readonly reason: string | undefined;
};

export type ShutdownRecord = {
  readonly guest: string;
  readonly tookMs: number;
  readonly outcome: Outcome;
  readonly reason: string | undefined;
};

export type LeftRecord = { readonly guest: string; readonly reason: string };

const most = 10_000;
const name = text(1_024);
const clause = text(20_000);
const outcome = oneOf("done", "refused", "failed", "unfinished", "under-way");
const ms = natural(latestMs);

export const evacuationRecord: Shape<EvacuationRecord> = record({
  version: oneOf(1),
  id: text(64),
  host: name,
  by: name,
  beganMs: ms,
  endedMs: maybe(ms),
  planned: listOf(record({ guest: name, to: name, memoryMiB: natural(), expectedMs: ms }), most),
  moves: listOf(
    record({
      guest: name,
      to: name,
      memoryMiB: natural(),
      beganMs: ms,
      tookMs: ms,
      downtimeMs: maybe(ms),
      outcome,
      reason: maybe(clause),
    }),
    most,
  ),
  shutdowns: listOf(record({ guest: name, tookMs: ms, outcome, reason: maybe(clause) }), most),
  left: listOf(record({ guest: name, reason: clause }), most),
});
