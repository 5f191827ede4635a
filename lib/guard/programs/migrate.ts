import { copiesOf } from "../copies.ts";
import { answerOf, type HostReport, type Survey } from "../facts.ts";
import { type Ending, type Program, perform } from "../step.ts";
import type { Departure } from "../verdict/departure-course.ts";
import { mayLeave } from "../verdict/may-leave.ts";
import { callOff } from "./call-off.ts";
import { done, failed, notOpened, unfinished } from "./endings.ts";
import { finishAtOnce } from "./finish-at-once.ts";
import { lackOfLease } from "./let-run.ts";
import type { Order } from "./order.ts";
import { settleDeparture } from "./settle-departure.ts";

/**
 * Moves a running guest from this host to another one, live. Both ends write the hand-over down before anything moves,
 * and the copy stays paused until the source is gone and its lease given up.
 */
export function* migrate(order: Order, destination: string): Program<Ending> {
  const { guest, here, id, sinceMs } = order;
  const operation: Departure = { kind: "departure", id, guest, sinceMs, destination };
  const opened = yield* perform({ kind: "open-operation", operation });
  if (opened.kind !== "opened") return notOpened(order, "moved", opened);
  const ready = yield* mayPrepare(order);
  if (ready.kind === "refused") {
    yield* perform({ kind: "close-operation", id });
    return notMoved(order, destination, ready.reason);
  }
  const prepared = yield* prepare(order, destination, ready);
  if (prepared.kind === "refused")
    return yield* giveBack(order, destination, prepared.reason, prepared.mayFollow);
  const survey = yield* perform({ kind: "survey" });
  const verdict = mayLeave({ survey, on: destination, from: here, id });
  if (verdict.kind !== "allow") return yield* giveBack(order, destination, verdict.reason);
  const turn = yield* perform({ kind: "await-turn" });
  if (turn.kind === "never") return yield* giveBack(order, destination, turn.reason);
  const source = turn.kind === "at-once" ? sourceIn(order, survey) : yield* lookAgain(order, destination);
  if (source.kind === "refused") return yield* giveBack(order, destination, source.reason, source.mayFollow);
  // A host that stood still since it asked may count as dead by now, and its destination may have struck the arrival out.
  const lack = order.leased ? yield* lackOfLease() : undefined;
  if (lack !== undefined) return yield* giveBack(order, destination, lack);
  const end = yield* perform({ kind: "migrate", domid: source.domid, destination });
  const atOnce = end.kind === "said-done" ? yield* finishAtOnce(order, operation) : undefined;
  const settled = atOnce ?? (yield* settleDeparture(order, operation));
  const why = end.kind === "said-failed" ? ` (${end.reason})` : "";
  if (settled.kind === "unfinished") return unfinished(order, `${guest}${why}: ${settled.reason}`);
  return settled.where === "there"
    ? done(settled.text)
    : failed(`${guest} was not moved to ${destination}${why}: ${settled.text}`);
}

type Refused = {
  readonly kind: "refused";
  readonly reason: string;
  /** The destination was told, and may do it yet. */
  readonly mayFollow?: boolean;
};

/** `version`: of its claim; undefined: there are no leases. */
type Ready = { readonly kind: "ready"; readonly version: number | undefined };

/**
 * Whoever is told to prepare takes what it finds beside that for a copy, so the guest has to be here: it may be rebooting there.
 */
function* mayPrepare({ guest, here, leased }: Order): Program<Ready | Refused> {
  if (!leased) {
    const presence = yield* perform({ kind: "look" });
    if (presence.kind === "unknown") return { kind: "refused", reason: presence.reason };
    return presence.kind === "running"
      ? { kind: "ready", version: undefined }
      : { kind: "refused", reason: `it does not run on ${here}` };
  }
  const holding = yield* perform({ kind: "holding" });
  if (holding.kind === "unknown") return { kind: "refused", reason: holding.reason };
  return holding.kind === "held"
    ? { kind: "ready", version: holding.version }
    : { kind: "refused", reason: `it runs without its lease: run xensan repair ${guest} first` };
}

function* prepare(
  { id }: Order,
  host: string,
  { version }: Ready,
): Program<{ readonly kind: "prepared" } | Refused> {
  const reply = yield* perform({ kind: "tell", host, message: { kind: "prepare", id, claim: version } });
  if (reply.kind === "done") return { kind: "prepared" };
  return { kind: "refused", reason: reply.reason, mayFollow: reply.kind === "silent" };
}

/** Nothing moved, so nothing has to be undone but what was written down. */
function* giveBack(order: Order, host: string, reason: string, mayFollow = false): Program<Ending> {
  const { guest, id } = order;
  const reply = yield* callOff(host, id);
  yield* perform({ kind: "close-operation", id });
  // What it was told before may have come there all the same.
  const why = reply.kind === "done" || reply.reason === reason ? ", when it answers" : `: ${reply.reason}`;
  const rest =
    reply.kind === "done" && !mayFollow ? "" : ` Run xensan repair ${guest} on ${host} as well${why}.`;
  return notMoved(order, host, reason, rest);
}

function notMoved({ guest, here }: Order, host: string, reason: string, rest = ""): Ending {
  return { kind: "refused", reason: `${guest} was not moved from ${here} to ${host}: ${reason}.${rest}` };
}

type Source = { readonly kind: "runs"; readonly domid: number } | Refused;

/**
 * While it waited, others may have travelled for hours. No other host has begun anything with it: both ends have it on record.
 * But the destination may have been closed, and a guest that has rebooted is another domain.
 */
function* lookAgain(order: Order, destination: string): Program<Source> {
  const ready = yield* mayPrepare(order);
  const again = ready.kind === "refused" ? ready : yield* prepare(order, destination, ready);
  if (again.kind === "refused") return again;
  return sourceOf(order, yield* perform({ kind: "glance" }));
}

function sourceIn(order: Order, survey: Survey): Source {
  const answer = answerOf(survey, order.here);
  return answer.kind === "silent"
    ? { kind: "refused", reason: answer.reason }
    : sourceOf(order, answer.report);
}

function sourceOf({ here }: Order, { presence }: HostReport): Source {
  const copies = copiesOf(presence);
  if (copies.kind === "runs") return { kind: "runs", domid: copies.domain.domid };
  const reason = copies.kind === "unclear" ? `on ${here} ${copies.reason}` : `it does not run on ${here}`;
  return { kind: "refused", reason };
}
