import type { HostReport } from "../facts.ts";
import type { Operation } from "../operation.ts";
import { type Ending, type Program, perform } from "../step.ts";
import { done, failed, unfinished } from "./endings.ts";
import type { Order } from "./order.ts";
import { settleArrival } from "./settle-arrival.ts";
import { settleContinuation } from "./settle-continuation.ts";
import { settleDeparture } from "./settle-departure.ts";
import { settleIdle } from "./settle-idle.ts";
import { settleLocal } from "./settle-local.ts";
import type { Mended } from "./settled.ts";

/**
 * Brings what was left half done with a guest on this host to its end, from the facts of this moment: it remembers
 * nothing, so it can be cut off and run again at any time.
 */
export function* repair(order: Order): Program<Ending> {
  const report = yield* perform({ kind: "report" });
  const { open } = report;
  const mended =
    open === undefined ? yield* settleIdle(order) : yield* settleAll(order, open.operation, report);
  switch (mended.kind) {
    case "settled":
      return done(mended.text);
    case "refused":
      return failed(`${order.guest} was not repaired on ${order.here}: ${mended.reason}.`);
    case "unfinished":
      return unfinished(order, mended.reason);
  }
}

/** A guest that is here after its operation has come to an end may still lack its lease. */
function* settleAll(order: Order, operation: Operation, report: HostReport): Program<Mended> {
  const mended = yield* settle(order, operation, report);
  return mended.kind === "settled" && mended.where === "here" ? yield* settleIdle(order) : mended;
}

function* settle(order: Order, operation: Operation, report: HostReport): Program<Mended> {
  switch (operation.kind) {
    case "departure":
      return yield* settleDeparture(order, operation);
    case "arrival":
      return yield* settleArrival(order, operation);
    case "start":
    case "stop":
      return yield* settleLocal(order, operation.id, report);
    case "continuation":
      return yield* settleContinuation(order, operation.id);
  }
}
