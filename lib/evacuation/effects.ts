import type { Guest } from "../cluster/description/description.ts";
import type { HostOverview, OverviewAnswer } from "../guard/overview/overview.ts";
import type { Ending } from "../guard/step.ts";
import type { Clock } from "../system/clock.ts";
import type { EvacuationRecord } from "./record/record.ts";
import type { Witness } from "./show/witness.ts";

/** Everything real that an evacuation works with, on the host that it empties. */
export type EvacuationEffects = {
  readonly here: string;
  readonly guests: readonly Guest[];
  /** Every other host of the cluster file, in its order. */
  readonly others: readonly { readonly name: string; readonly migrationAddress: string | undefined }[];
  /** From now on this host says of itself that it takes nobody in. @throws Error with a sentence where it cannot */
  readonly close: () => void;
  /** Of this host, by one look. */
  readonly lookHere: () => Promise<HostOverview>;
  /** Of all others at once; each has so long to answer that none is waited for in vain. */
  readonly lookAround: () => Promise<ReadonlyMap<string, OverviewAnswer>>;
  /** The guard's programs, each alone with its guest on this host. They end in their own time. */
  readonly repair: (guest: string) => Promise<Ending>;
  readonly stop: (guest: string, patienceMs: number) => Promise<Ending>;
  readonly move: (move: OrderedMove) => Promise<MoveEnd>;
  /** Somebody wants it to end early: nothing more is begun. */
  readonly interrupted: AbortSignal;
  /**
   * Lets go of what is still under way: it is neither ended nor waited for, and stays on record for repair. A move of which
   * nothing has travelled yet gets some seconds to take back what it wrote down, where somebody wants an early end.
   */
  readonly letGo: () => void;
  /** What earlier evacuations of this host were like, the latest first. */
  readonly earlier: () => readonly EvacuationRecord[];
  /** A record that cannot be written changes nothing of what is done. */
  readonly keep: (record: EvacuationRecord) => void;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly wallClockMs: () => number;
};

export type OrderedMove = {
  readonly guest: string;
  readonly to: string;
  /** Waits until the guest's memory may travel: asked once, when all is prepared for that. */
  readonly turn: () => Promise<Turn>;
};

export type Turn =
  | {
      readonly kind: "go";
      /** For so long it had to wait: what was found out before may be otherwise by now. */
      readonly waitedMs: number;
      /**
       * After so long a guest that still runs here is asked to shut down, so that its migration ends by itself; undefined: it
       * is not. A migration is never ended by anybody else.
       */
      readonly hurryAfterMs: number | undefined;
      /** To be called when the memory has travelled, so that others may follow before the move is at its end. */
      readonly end: () => void;
    }
  /** One clause. */
  | { readonly kind: "never"; readonly reason: string };

export type MoveEnd = {
  readonly ending: Ending;
  /** How long the guest stood still, at most; undefined: it did not move. */
  readonly downtimeMs: number | undefined;
};
