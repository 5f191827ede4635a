import type { Outcome } from "../../xen/toolstack.ts";
import { copiesOf } from "../copies.ts";
import type { HostReport, Survey } from "../facts.ts";
import { type Ending, type Program, perform } from "../step.ts";
import { mayBegin } from "../verdict/may-begin.ts";
import { awaitPrecedence } from "./await-precedence.ts";
import { type Claimed, claim } from "./claim.ts";
import { discardCopies } from "./discard-copies.ts";
import { done, failed, notOpened, refused, unfinished } from "./endings.ts";
import { letRun, type Run } from "./let-run.ts";
import type { Order } from "./order.ts";
import { settleLocal } from "./settle-local.ts";
import type { Settled } from "./settled.ts";

/**
 * Starts a guest here if nothing anywhere speaks against it. Its operation is written down before anybody is asked:
 * of two hosts that start the guest at once, at least one sees the other's, and one at most goes on.
 */
export function* start(order: Order): Program<Ending> {
  const { guest, id, sinceMs } = order;
  const opened = yield* perform({
    kind: "open-operation",
    operation: { kind: "start", id, guest, sinceMs },
  });
  if (opened.kind !== "opened") return notOpened(order, "started", opened);
  const survey = yield* perform({ kind: "survey" });
  return yield* startAsSeen(order, yield* awaitPrecedence(order, survey));
}

function* startAsSeen(order: Order, survey: Survey): Program<Ending> {
  const { guest, here, id } = order;
  const verdict = mayBegin({ survey, on: here, id });
  if (verdict.kind !== "allow") return yield* refuse(order, verdict.reason);
  const claimed = yield* claimAsSeen(survey);
  if (claimed.kind === "refused") return yield* refuse(order, claimed.reason);
  if (claimed.kind === "unclear") return unfinished(order, `${guest} was not started: ${claimed.reason}`);
  const created = yield* perform({ kind: "create" });
  return yield* verify(order, created);
}

function* refuse(order: Order, reason: string): Program<Ending> {
  yield* perform({ kind: "close-operation", id: order.id });
  return refused(order, "started", reason);
}

function* claimAsSeen({ here, lease }: Survey): Program<Claimed> {
  if (lease.kind === "none") return { kind: "claimed" };
  const { view } = lease;
  if (view.kind === "unknown") return { kind: "refused", reason: view.reason };
  const other = view.kind === "owned" && view.owner !== here ? view.owner : undefined;
  return yield* claim(view.version, other);
}

/** The guest is created paused, because a creation can outlast the lease that was taken before it. */
function* verify(order: Order, created: Outcome): Program<Ending> {
  const { guest, here, id } = order;
  // What stands here after a creation that failed may be somebody else's.
  const run: Run =
    created.kind === "failed" ? { kind: "begun", reason: created.reason } : yield* runCreated(order);
  if (run.kind === "runs") {
    yield* perform({ kind: "close-operation", id });
    return done(`${guest} runs on ${here}.`);
  }
  const report = yield* perform({ kind: "report" });
  const settled = run.kind === "begun" ? yield* settleLocal(order, id, report) : yield* undo(order, report);
  if (settled.kind === "unfinished") return unfinished(order, `${guest}: ${run.reason}; ${settled.reason}`);
  return failed(`${guest} was not started on ${here}: ${run.reason}. ${settled.text}`);
}

function* runCreated(order: Order): Program<Run> {
  const copies = copiesOf(yield* perform({ kind: "look" }));
  if (copies.kind === "stands") {
    return yield* letRun(order, { kind: "unpause", domid: copies.domain.domid });
  }
  if (copies.kind === "none") return { kind: "not-begun", reason: "it was created and did not stay" };
  return { kind: "begun", reason: copies.kind === "unclear" ? copies.reason : "somebody else let it run" };
}

/** What is here now was created by this very program and never ran, so it goes away again. */
function* undo(order: Order, report: HostReport): Program<Settled> {
  const copies = copiesOf(report.presence);
  if (report.busy.length > 0 || copies.kind !== "stands" || copies.as !== "complete") {
    return yield* settleLocal(order, order.id, report);
  }
  const reason = yield* discardCopies(order, report.presence);
  if (reason !== undefined) return { kind: "unfinished", reason };
  return { kind: "settled", where: "nowhere", text: `${order.guest} does not run on ${order.here}.` };
}
