import { copiesOf } from "../copies.ts";
import type { HostReport } from "../facts.ts";
import { type Program, perform } from "../step.ts";
import { giveUp } from "./claim.ts";
import type { Order } from "./order.ts";
import type { Settled } from "./settled.ts";

/** Ends an operation that concerned this host alone, by what this host just reported. */
export function* settleLocal(order: Order, id: string, report: HostReport): Program<Settled> {
  const { guest, here } = order;
  const [program] = report.busy;
  if (program !== undefined) return { kind: "unfinished", reason: `${program} is still at work on ${here}` };
  const copies = copiesOf(report.presence);
  if (copies.kind === "unclear") return { kind: "unfinished", reason: `on ${here} ${copies.reason}` };
  if (copies.kind === "none")
    return yield* settleNowhere(order, id, report, `${guest} does not run on ${here}.`);
  yield* perform({ kind: "close-operation", id });
  const { domid, state } = copies.domain;
  return { kind: "settled", where: "here", text: `${guest} is on ${here} as domain ${domid} (${state}).` };
}

/** For a guest of which this host just reported that nothing is left here. */
export function* settleNowhere(order: Order, id: string, report: HostReport, text: string): Program<Settled> {
  const given = yield* giveUp(order, report);
  if (given.kind === "failed") {
    const { guest, here, leased } = order;
    const what = leased
      ? `the lease of ${guest} was not given up`
      : `something of ${guest} may be left on ${here}`;
    return { kind: "unfinished", reason: `${what}: ${given.reason}` };
  }
  yield* perform({ kind: "close-operation", id });
  return { kind: "settled", where: "nowhere", text };
}
