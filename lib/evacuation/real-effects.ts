import { setMaxListeners } from "node:events";
import type { ClusterDescription } from "../cluster/description/description.ts";
import type { GuardEffects } from "../guard/effects.ts";
import { guardedRun, guestLock, wordsFor } from "../guard/guarded-run.ts";
import { intakeStore } from "../guard/intake/intake-store.ts";
import type { Limits } from "../guard/limits.ts";
import type { Machine } from "../guard/machine.ts";
import type { Order } from "../guard/programs/order.ts";
import { repair } from "../guard/programs/repair.ts";
import { stop } from "../guard/programs/stop.ts";
import { regularLooks } from "../guard/regular-looks.ts";
import { type Progress, together } from "../guard/run-program.ts";
import type { Ending, Program } from "../guard/step.ts";
import { thisHost, toolstackOf } from "../guard/this-host.ts";
import { goingFirst, machineIn, urgency } from "../guard/urgency.ts";
import type { EvacuationEffects } from "./effects.ts";
import { guardedMove, withdrawalMs } from "./guarded-move.ts";
import type { RecordStore } from "./record/record-store.ts";
import type { Witness } from "./show/witness.ts";

export type EvacuationSetting = {
  readonly machine: Machine;
  readonly description: ClusterDescription;
  readonly records: RecordStore;
  readonly witness: Witness;
  readonly interrupted: AbortSignal;
  /** Who wants it, for whoever finds a lock taken. */
  readonly user: string;
  /** The version that is installed here. */
  readonly xensan: string;
};

/** A peer that does not answer an overview in this time is left out of the plan. */
const overviewMs = 30_000;

/** The evacuation as the cluster file describes the cluster. Nothing is asked or changed by making them. */
export function evacuationEffects(setting: EvacuationSetting): EvacuationEffects {
  const { machine, description, records, witness, interrupted, user, xensan } = setting;
  const [letGo, over] = [new AbortController(), new AbortController()];
  // Every command that is under way listens.
  setMaxListeners(0, letGo.signal, interrupted);
  const laneOf = urgency(machine.run, machine.clock);
  const left = leaving(machine, letGo.signal);
  const host = thisHost(left, description);
  const looks = regularLooks({ toolstack: toolstackOf(left, description), clock: machine.clock });
  const store = intakeStore(machine.paths.intake, machine.wallClockMs);
  const guarded = async (guest: string, job: Job): Promise<Ending> => {
    const listed = description.guests.find(({ name }) => name === guest);
    if (listed === undefined) return { kind: "refused", reason: `The cluster file does not have ${guest}.` };
    const signal = job.letGo ?? letGo.signal;
    const lane = laneOf();
    const made = await thisHost(leaving(machineIn(lane, machine), signal), description).effectsFor(listed);
    const sinceMs = machine.wallClockMs();
    const order: Order = {
      guest,
      here: host.here,
      id: machine.newId(),
      sinceMs,
      leased: made.lease !== undefined,
    };
    const lock = guestLock(machine.paths.locks, guest, { what: job.what, sinceMs, user });
    const effects = { ...job.effects(made), limits: { ...made.limits, ...job.limits } };
    const progress = together([progressFor(witness, guest, job.progress), goingFirst(lane)]);
    try {
      return await guardedRun(order, job.program(order), effects, lock, {
        ...{ signal, progress },
        ...(job.letGo === undefined ? {} : { interrupt: interrupted }),
      });
    } finally {
      lane.relax();
    }
  };
  return {
    ...{ here: host.here, guests: description.guests, witness, interrupted },
    ...{ clock: machine.clock, wallClockMs: machine.wallClockMs },
    others: description.nodes
      .filter(({ name }) => name !== host.here)
      .map(({ name, addresses }) => ({ name, migrationAddress: addresses.migration })),
    close: () => store.close("evacuation", user),
    lookHere: () => host.overview(xensan),
    lookAround: () => host.othersOverviews(overviewMs, undefined, { memory: true }),
    repair: (guest) => guarded(guest, { ...plainJob, what: "a repair", program: repair }),
    stop: (guest, stopPatienceMs) =>
      guarded(guest, {
        ...{ ...plainJob, what: "a stop", program: (order) => stop(order, {}) },
        limits: { stopPatienceMs },
      }),
    move: (move) =>
      guardedMove({ clock: machine.clock, looks, witness, interrupted, letGo: letGo.signal, guarded }, move),
    letGo: () => {
      const isLast = letGo.signal.aborted || !interrupted.aborted;
      letGo.abort();
      // Who waits for an answer there would not hear of it; what is withdrawn hears its answer yet.
      const hangUp = () => machine.keptOpen?.end();
      if (isLast) {
        over.abort();
        hangUp();
      } else machine.clock.sleep(withdrawalMs, over.signal).then(hangUp, () => undefined);
    },
    earlier: records.read,
    keep: (record) => {
      try {
        records.keep(record);
      } catch (error) {
        witness.say("warning", `The record of this evacuation was not written: ${String(error)}.`);
      }
    },
  };
}

/** Every command that is under way when the signal comes goes on, and is not waited for. */
function leaving(machine: Machine, leave: AbortSignal): Machine {
  return { ...machine, run: (file, args, options) => machine.run(file, args, { ...options, leave }) };
}

export type Job = {
  readonly what: string;
  readonly program: (order: Order) => Program<Ending>;
  readonly limits: Partial<Limits>;
  readonly effects: (made: GuardEffects) => GuardEffects;
  readonly progress: Partial<Progress>;
  /** Lets go of this one alone; before that an interrupt withdraws it, as long as nothing is changed. Default: of all at once. */
  readonly letGo?: AbortSignal;
};

const plainJob = { limits: {}, effects: (made: GuardEffects) => made, progress: {} };

function progressFor(witness: Witness, guest: string, more: Partial<Progress>): Progress {
  return {
    began: (step) => {
      witness.reached(guest, wordsFor(step));
      more.began?.(step);
    },
    ended: (step, answer, tookMs) => more.ended?.(step, answer, tookMs),
  };
}
