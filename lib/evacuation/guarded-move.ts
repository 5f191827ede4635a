import { setMaxListeners } from "node:events";
import { type DowntimeMeter, downtimeMeter } from "../guard/downtime.ts";
import type { GuardEffects } from "../guard/effects.ts";
import { migrate } from "../guard/programs/migrate.ts";
import type { RegularLooks } from "../guard/regular-looks.ts";
import type { Ending, Turn } from "../guard/step.ts";
import type { Clock } from "../system/clock.ts";
import type { MigrationEnd } from "../xen/migration-end.ts";
import type { MoveEnd, OrderedMove } from "./effects.ts";
import { hurrying } from "./hurry.ts";
import type { Job } from "./real-effects.ts";
import type { Witness } from "./show/witness.ts";

export type Moving = {
  readonly clock: Clock;
  readonly witness: Witness;
  readonly interrupted: AbortSignal;
  readonly letGo: AbortSignal;
  /** Of all moves together. */
  readonly looks: RegularLooks;
  /** Runs a program of the guard, alone with its guest on this host. */
  readonly guarded: (guest: string, job: Job) => Promise<Ending>;
};

/** Nothing ends a migration but itself: this is longer than any evacuation may take. */
const noEndMs = 7 * 24 * 3_600_000;

/** Who has waited for less time than passes between two looks for an absence is not looked at again. */
const hardlyMs = 2_000;

/** What is withdrawn has so long to end what it asks and to tell its destination; after that it is left on record. */
export const withdrawalMs = 20_000;

/** A move by the guard's program, whose memory travels when its turn comes. */
export async function guardedMove(moving: Moving, { guest, to, turn }: OrderedMove): Promise<MoveEnd> {
  const { clock, looks, witness, guarded } = moving;
  const letGo = letGoOf(moving);
  let meter: DowntimeMeter | undefined;
  let hurryAfterMs: number | undefined;
  let end = () => {};
  const awaitTurn = async (): Promise<Turn> => {
    const now = await turn();
    if (now.kind === "never") return now;
    ({ hurryAfterMs, end } = now);
    return { kind: now.waitedMs > hardlyMs ? "after-others" : "at-once" };
  };
  const withTurn = (made: GuardEffects): GuardEffects => {
    const { toolstack } = made;
    const asked = () =>
      witness.say("warning", `${guest} takes too long to be moved to ${to}, so it is asked to shut down.`);
    const hurried = () =>
      hurryAfterMs === undefined ? toolstack : hurrying(toolstack, clock, hurryAfterMs, asked);
    meter = downtimeMeter(clock, looks);
    const migrateInTime: typeof toolstack.migrate = (...given) => hurried().migrate(...given);
    return { ...made, awaitTurn, toolstack: { ...toolstack, migrate: migrateInTime } };
  };
  try {
    const ending = await guarded(guest, {
      what: `a migration to ${to}`,
      program: (order) => migrate(order, to),
      limits: { migrateMs: noEndMs },
      effects: withTurn,
      letGo: letGo.signal,
      progress: {
        began: (step) => {
          if (step.kind === "migrate") letGo.travels();
          meter?.progress.began(step);
        },
        ended: (step, answer, tookMs) => {
          // Else others wait until it is known what went wrong.
          if (step.kind === "migrate" && (answer as MigrationEnd).kind === "said-done") end();
          meter?.progress.ended(step, answer, tookMs);
        },
      },
    });
    return { ending, downtimeMs: meter?.downtimeMs() };
  } finally {
    meter?.stop();
    letGo.over();
  }
}

type LetGo = {
  readonly signal: AbortSignal;
  /** From now on there is nothing that could be taken back in time. */
  readonly travels: () => void;
  readonly over: () => void;
};

/** When all are let go of because of an interrupt, one of which nothing travels yet is given time to be withdrawn. */
function letGoOf({ clock, interrupted, letGo }: Moving): LetGo {
  const [own, over] = [new AbortController(), new AbortController()];
  // Every command that is under way listens.
  setMaxListeners(0, own.signal);
  let travels = false;
  const follow = async () => {
    if (interrupted.aborted && !travels) await clock.sleep(withdrawalMs, over.signal);
    own.abort();
  };
  const onLetGo = () => void follow().catch(() => undefined);
  if (letGo.aborted) onLetGo();
  letGo.addEventListener("abort", onLetGo, { once: true });
  return {
    signal: own.signal,
    travels: () => {
      travels = true;
    },
    over: () => {
      letGo.removeEventListener("abort", onLetGo);
      over.abort();
    },
  };
}
