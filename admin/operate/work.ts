import type { Guest } from "../../lib/cluster/description/description.ts";
import type { GuardEffects } from "../../lib/guard/effects.ts";
import type { Order } from "../../lib/guard/programs/order.ts";
import type { Ending, Program } from "../../lib/guard/step.ts";

/** One guarded program that a person has typed. */
export type Work = {
  readonly command: "start" | "stop" | "migrate" | "repair";
  /** For whoever finds the guest taken: "a start". */
  readonly title: string;
  readonly guest: Guest;
  readonly effects: GuardEffects;
  readonly program: (order: Order) => Program<Ending>;
  /** Of a migration. */
  readonly destination?: string;
};

/** What came of it. */
export type Done = {
  readonly ending: Ending;
  /** Of a migration that went well: see downtimeMeter. */
  readonly downtimeMs?: number | undefined;
  readonly handOverMs?: number | undefined;
};
