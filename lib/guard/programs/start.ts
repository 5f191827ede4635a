import type { Outcome } from "../../xen/toolstack.ts";
import { copiesOf } from "../copies.ts";
import type { HostReport, Survey } from "../facts.ts";
import { type Ending, type Program, perform } from "../step.ts";
import { mayBegin } from "../verdict/may-begin.ts";
import { type Claimed, claim } from "./claim.ts";
import { discardCopies } from "./discard-copies.ts";
import { done, failed, notOpened, refused, unfinished } from "./endings.ts";
import { letRun } from "./let-run.ts";
import type { Order } from "./order.ts";
import { settleLocal } from "./settle-local.ts";
import type { Settled } from "./settled.ts";

/**
 * Starts a guest here if nothing anywhere speaks against it. Its operation is written down before anybody is asked:
 * of two hosts that start the guest at once, at least one sees the other's.
 */
export function* start(order: Order): Program<Ending> {
  const { guest, here, id, sinceMs } = order;
  const opened = yield* perform({
    kind: "open-operation",
    operation: { kind: "start", id, guest, sinceMs },
  });
  if (opened.kind !== "opened") return notOpened(order, "started", opened);
  const survey = yield* perform({ kind: "survey" });
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
  const why = created.kind === "failed" ? created.reason : yield* runCreated(order);
  if (why === undefined) {
    yield* perform({ kind: "close-operation", id });
    return done(`${guest} runs on ${here}.`);
  }
  const settled = yield* undo(order, yield* perform({ kind: "report" }));
  if (settled.kind === "unfinished") return unfinished(order, `${guest}: ${why}; ${settled.reason}`);
  return failed(`${guest} was not started on ${here}: ${why}. ${settled.text}`);
}

/** What is here now was created by this very program, and goes away again where it never ran. */
function* undo(order: Order, report: HostReport): Program<Settled> {
  const copies = copiesOf(report.presence);
  if (report.busy.length > 0 || copies.kind !== "stands" || copies.as !== "complete") {
    return yield* settleLocal(order, order.id, report);
  }
  const reason = yield* discardCopies(order, report.presence);
  if (reason !== undefined) return { kind: "unfinished", reason };
  return { kind: "settled", where: "nowhere", text: `${order.guest} does not run on ${order.here}.` };
}

/** Why what was created does not run; undefined: it runs. */
function* runCreated(order: Order): Program<string | undefined> {
  const copies = copiesOf(yield* perform({ kind: "look" }));
  if (copies.kind === "unclear") return copies.reason;
  if (copies.kind === "none") return "it was created and did not stay";
  if (copies.kind === "runs") return undefined;
  return yield* letRun(order, { kind: "unpause", domid: copies.domain.domid });
}
