import type { Operation } from "../operation.ts";
import { wordsFor } from "../operation.ts";
import type { Ending, Opened } from "../step.ts";
import type { Order } from "./order.ts";

/** Sentences that programs end with. `reason` is one clause without the final stop. */

export function done(text: string): Ending {
  return { kind: "done", text };
}

export function refused({ guest, here }: Order, deed: string, reason: string): Ending {
  return { kind: "refused", reason: `${guest} was not ${deed} on ${here}: ${reason}.` };
}

export function failed(reason: string): Ending {
  return { kind: "failed", reason };
}

export function unfinished({ guest, here }: Order, reason: string): Ending {
  return {
    kind: "unfinished",
    reason: `${reason}; ${here} has it on record: after that, run xensan repair ${guest} there.`,
  };
}

/** Why an operation could not be opened. */
export function notOpened(order: Order, deed: string, opened: Exclude<Opened, { kind: "opened" }>): Ending {
  return refused(order, deed, opened.kind === "taken" ? inTheWay(opened.by) : opened.reason);
}

export function inTheWay(by: Operation): string {
  return `${wordsFor(by)} of ${by.guest} is open there since ${new Date(by.sinceMs).toISOString()}: run xensan repair ${by.guest}`;
}
