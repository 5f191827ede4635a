import { setMaxListeners } from "node:events";
import type { ClusterDescription } from "../cluster/description/description.ts";
import { type DowntimeMeter, downtimeMeter } from "../guard/downtime.ts";
import type { GuardEffects } from "../guard/effects.ts";
import { guardedRun, guestLock, wordsFor } from "../guard/guarded-run.ts";
import { intakeStore } from "../guard/intake/intake-store.ts";
import type { Limits } from "../guard/limits.ts";
import type { Machine } from "../guard/machine.ts";
import { migrate } from "../guard/programs/migrate.ts";
import type { Order } from "../guard/programs/order.ts";
import { repair } from "../guard/programs/repair.ts";
import { stop } from "../guard/programs/stop.ts";
import type { Progress } from "../guard/run-program.ts";
import type { Ending, Program } from "../guard/step.ts";
import { thisHost } from "../guard/this-host.ts";
import type { EvacuationEffects, MoveEnd, OrderedMove } from "./effects.ts";
import { hurrying } from "./hurry.ts";
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

/** Nothing ends a migration but itself: this is longer than any evacuation may take. */
const noEndMs = 7 * 24 * 3_600_000;

/** The evacuation as the cluster file describes the cluster. Nothing is asked or changed by making them. */
export function evacuationEffects(setting: EvacuationSetting): EvacuationEffects {
  const { machine, description, records, witness, interrupted, user, xensan } = setting;
  const letGo = new AbortController();
  // Every command that is under way listens.
  setMaxListeners(0, letGo.signal, interrupted);
  const leaving: Machine = {
    ...machine,
    run: (file, args, options) => machine.run(file, args, { ...options, leave: letGo.signal }),
  };
  const host = thisHost(leaving, description);
  const store = intakeStore(machine.paths.intake, machine.wallClockMs);
  const guarded = async (guest: string, job: Job): Promise<Ending> => {
    const listed = description.guests.find(({ name }) => name === guest);
    if (listed === undefined) return { kind: "refused", reason: `The cluster file does not have ${guest}.` };
    const made = await host.effectsFor(listed);
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
    const progress = progressFor(witness, guest, job.progress);
    return guardedRun(order, job.program(order), effects, lock, { signal: letGo.signal, progress });
  };
  return {
    ...{ here: host.here, guests: description.guests, witness, interrupted },
    ...{ clock: machine.clock, wallClockMs: machine.wallClockMs },
    others: description.nodes
      .filter(({ name }) => name !== host.here)
      .map(({ name, addresses }) => ({ name, migrationAddress: addresses.migration })),
    close: () => store.close("evacuation", user),
    lookHere: () => host.overview(xensan),
    lookAround: () => host.othersOverviews(overviewMs),
    repair: (guest) => guarded(guest, { ...plainJob, what: "a repair", program: repair }),
    stop: (guest, stopPatienceMs) =>
      guarded(guest, {
        ...{ ...plainJob, what: "a stop", program: (order) => stop(order, { force: false }) },
        limits: { stopPatienceMs },
      }),
    move: (move) => moveWith(machine, guarded, move, witness),
    letGo: () => letGo.abort(),
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

type Job = {
  readonly what: string;
  readonly program: (order: Order) => Program<Ending>;
  readonly limits: Partial<Limits>;
  readonly effects: (made: GuardEffects) => GuardEffects;
  readonly progress: Partial<Progress>;
};

const plainJob = { limits: {}, effects: (made: GuardEffects) => made, progress: {} };

async function moveWith(
  { clock }: Machine,
  guarded: (guest: string, job: Job) => Promise<Ending>,
  { guest, to, hurryAfterMs }: OrderedMove,
  witness: Witness,
): Promise<MoveEnd> {
  let meter: DowntimeMeter | undefined;
  const ending = await guarded(guest, {
    what: `a migration to ${to}`,
    program: (order) => migrate(order, to),
    limits: { migrateMs: noEndMs },
    effects: (made) => {
      const { toolstack } = made;
      const asked = () =>
        witness.say("warning", `${guest} takes too long to be moved to ${to}, so it is asked to shut down.`);
      const hurried =
        hurryAfterMs === undefined ? toolstack : hurrying(toolstack, clock, hurryAfterMs, asked);
      meter = downtimeMeter({ toolstack, clock });
      return { ...made, toolstack: hurried };
    },
    progress: {
      began: (step) => meter?.progress.began(step),
      ended: (step, answer, tookMs) => meter?.progress.ended(step, answer, tookMs),
    },
  });
  meter?.stop();
  return { ending, downtimeMs: meter?.downtimeMs() };
}

function progressFor(witness: Witness, guest: string, more: Partial<Progress>): Progress {
  return {
    began: (step) => {
      witness.reached(guest, wordsFor(step));
      more.began?.(step);
    },
    ended: (step, answer, tookMs) => more.ended?.(step, answer, tookMs),
  };
}
