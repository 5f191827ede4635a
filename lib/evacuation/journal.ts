import type { Ending } from "../guard/step.ts";
import type { EvacuationEffects } from "./effects.ts";
import type { EvacuationOrder } from "./order.ts";
import type { Move, Plan } from "./plan/situation.ts";
import type { EvacuationRecord, LeftRecord, MoveRecord, Outcome, ShutdownRecord } from "./record/record.ts";

/** What becomes of an evacuation, written down as it goes on. */
export type Journal = {
  readonly planned: (plan: Plan) => void;
  readonly moved: (move: MoveRecord) => void;
  readonly shutDown: (shutdown: ShutdownRecord) => void;
  readonly end: (left: readonly LeftRecord[]) => EvacuationRecord;
  readonly soFar: () => EvacuationRecord;
};

export function beginJournal(effects: EvacuationEffects, { id, by }: EvacuationOrder): Journal {
  const { here, wallClockMs } = effects;
  let record: EvacuationRecord = {
    ...{ version: 1, id, host: here, by, beganMs: wallClockMs(), endedMs: undefined },
    ...{ planned: [], moves: [], shutdowns: [], left: [] },
  };
  const keep = (more: Partial<EvacuationRecord>) => {
    record = { ...record, ...more };
    effects.keep(record);
  };
  return {
    planned: ({ moves }) => {
      if (record.planned.length > 0) return;
      keep({ planned: moves.map(plannedMove) });
    },
    moved: (move) => keep({ moves: [...record.moves, move] }),
    shutDown: (shutdown) => keep({ shutdowns: [...record.shutdowns, shutdown] }),
    end: (left) => {
      keep({ left, endedMs: wallClockMs() });
      return record;
    },
    soFar: () => record,
  };
}

function plannedMove({ guest, to, memoryMiB, seconds }: Move) {
  return { guest, to, memoryMiB, expectedMs: Math.round(seconds * 1_000) };
}

/** As one member of a record. */
export function outcomeOf(ending: Ending): {
  readonly outcome: Outcome;
  readonly reason: string | undefined;
} {
  return { outcome: ending.kind, reason: ending.kind === "done" ? undefined : ending.reason };
}
