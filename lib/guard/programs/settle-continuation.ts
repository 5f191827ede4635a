import { copiesOf } from "../copies.ts";
import { answerOf } from "../facts.ts";
import { type Program, perform } from "../step.ts";
import { mayGoOn } from "../verdict/may-begin.ts";
import { claimAgain } from "./claim.ts";
import { letRun } from "./let-run.ts";
import type { Order } from "./order.ts";
import { settleLocal } from "./settle-local.ts";
import type { Mended } from "./settled.ts";

/**
 * Lets a guest go on that was paused when its lease was lost, if nobody had the lease or the disks since. `id`: of the
 * continuation that is open here.
 */
export function* settleContinuation(order: Order, id: string): Program<Mended> {
  const { here } = order;
  const survey = yield* perform({ kind: "survey" });
  const own = answerOf(survey, here);
  if (own.kind === "silent") return { kind: "unfinished", reason: own.reason };
  const [program] = own.report.busy;
  if (program !== undefined) return { kind: "unfinished", reason: `${program} is still at work on ${here}` };
  const copies = copiesOf(own.report.presence);
  if (copies.kind !== "stands" || copies.domain.state !== "paused")
    return yield* settleLocal(order, id, own.report);
  const verdict = mayGoOn({ survey, on: here, id });
  if (verdict.kind !== "allow") return yield* giveBack(id, verdict.reason);
  const claimed = yield* claimAgain(order);
  if (claimed.kind === "unclear") return { kind: "unfinished", reason: claimed.reason };
  if (claimed.kind === "outdated") {
    const advice = `what is paused on ${here} is outdated: destroy it with xensan stop --force`;
    return yield* giveBack(id, `${claimed.reason}, so ${advice}`);
  }
  const run = yield* letRun(order, { kind: "unpause", domid: copies.domain.domid });
  if (run.kind !== "runs") return { kind: "unfinished", reason: run.reason };
  return yield* settleLocal(order, id, yield* perform({ kind: "report" }));
}

/** It stays paused. */
function* giveBack(id: string, reason: string): Program<Mended> {
  yield* perform({ kind: "close-operation", id });
  return { kind: "refused", reason };
}
