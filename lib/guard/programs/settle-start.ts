import { copiesOf } from "../copies.ts";
import type { HostReport } from "../facts.ts";
import type { Program } from "../step.ts";
import { discardCopies } from "./discard-copies.ts";
import type { Order } from "./order.ts";
import { settleLocal } from "./settle-local.ts";
import type { Settled } from "./settled.ts";

/** Ends a start that was cut off: what was created and never ran goes away again, what runs stays. */
export function* settleStart(order: Order, id: string, report: HostReport): Program<Settled> {
  const { guest, here } = order;
  const { presence, busy } = report;
  const copies = copiesOf(presence);
  if (busy.length > 0 || copies.kind !== "stands" || copies.as !== "complete") {
    return yield* settleLocal(order, id, report);
  }
  const reason = yield* discardCopies({ ...order, id }, presence);
  if (reason !== undefined) return { kind: "unfinished", reason };
  return { kind: "settled", where: "nowhere", text: `${guest} does not run on ${here}.` };
}
