import type { Outcome } from "../../xen/toolstack.ts";
import { copiesOf } from "../copies.ts";
import { atWorkIn, type HostReport } from "../facts.ts";
import { type Message, type Program, perform, type Reply } from "../step.ts";
import { maySettleHere } from "../verdict/may-begin.ts";
import { discardCopies } from "./discard-copies.ts";
import { inTheWay } from "./endings.ts";
import type { Order } from "./order.ts";
import { takeOver } from "./take-over.ts";

/** The destination's part in a hand-over: what its source tells it to do. */
export function* receive(order: Order, source: string, message: Message): Program<Reply> {
  switch (message.kind) {
    case "prepare":
      return yield* prepare(order, source, message.claim);
    case "take":
      return yield* take(order, source, message.claim);
    case "cancel":
      return yield* cancel(order);
  }
}

/**
 * Looks before it writes the arrival down: whatever of the guest stands beside an open arrival is taken for its copy, and
 * an outdated one would be let run. One glance is enough where all is plain: what stands still does not reboot, and what runs
 * is seen when the source asks everybody, this host once more, before anything moves. Told again, because the guest had to
 * wait for others, it has the arrival open, and looks all the same.
 */
function* prepare(order: Order, source: string, claim: number | undefined): Program<Reply> {
  const { id, guest, here, sinceMs, leased } = order;
  const seen = yield* perform({ kind: "glance" });
  // A glance does not wait for others that are just being created.
  const report = maySettleHere(seen, here).kind === "allow" ? seen : yield* perform({ kind: "report" });
  const verdict = maySettleHere(report, here);
  if (verdict.kind !== "allow") return refused(verdict.reason);
  const joined: Outcome = leased ? yield* perform({ kind: "join-lease" }) : { kind: "done" };
  if (joined.kind === "failed") return refused(joined.reason);
  if (isOpen(report, id)) return { kind: "done" };
  const opened = yield* perform({
    kind: "open-operation",
    operation: { kind: "arrival", id, guest, sinceMs, source, claim },
  });
  if (opened.kind === "opened") return { kind: "done" };
  return refused(opened.kind === "taken" ? inTheWay(opened.by) : opened.reason);
}

function* take(order: Order, source: string, claim: number | undefined): Program<Reply> {
  const { guest, here, id } = order;
  // The guest executes nowhere meanwhile, and only a copy that is seen goes on.
  const report = yield* perform({ kind: "glance" });
  const program = atWorkIn(report);
  if (program !== undefined) return refused(`${program} is still at work on ${here}`);
  if (isOpen(report, id)) {
    const taken = yield* takeOver(order, report.presence, {
      here,
      source,
      version: claim,
      fromTheDead: false,
    });
    return taken.kind === "runs" ? { kind: "done" } : refused(taken.reason);
  }
  // Told twice, because the first answer was lost.
  if (copiesOf(report.presence).kind === "runs") return { kind: "done" };
  return refused(`${here} knows nothing of this migration of ${guest}`);
}

function* cancel(order: Order): Program<Reply> {
  const report = yield* perform({ kind: "report" });
  if (!isOpen(report, order.id)) return { kind: "done" };
  const [program] = report.busy;
  if (program !== undefined) return refused(`${program} is still at work on ${order.here}`);
  const reason = yield* discardCopies(order, report.presence);
  return reason === undefined ? { kind: "done" } : refused(reason);
}

function isOpen({ open }: HostReport, id: string): boolean {
  return open !== undefined && open.operation.kind === "arrival" && open.operation.id === id;
}

function refused(reason: string): Reply {
  return { kind: "refused", reason };
}
