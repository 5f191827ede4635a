import { answerOf, type Survey } from "../facts.ts";
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
  const prepared = yield* prepare(order, destination);
  if (prepared.kind === "refused") return yield* giveBack(order, destination, prepared.reason);
  const survey = yield* perform({ kind: "survey" });
  const verdict = mayLeave({ survey, on: destination, from: here, id });
  if (verdict.kind !== "allow") return yield* giveBack(order, destination, verdict.reason);
  const domid = domidHere(survey);
  if (domid === undefined) return yield* giveBack(order, destination, `it does not run on ${here}`);
  // A host that stood still since it asked may count as dead by now, and its destination may have struck the arrival out.
  const lack = order.leased ? yield* lackOfLease() : undefined;
  if (lack !== undefined) return yield* giveBack(order, destination, lack);
  const end = yield* perform({ kind: "migrate", domid, destination });
  const atOnce = end.kind === "said-done" ? yield* finishAtOnce(order, operation) : undefined;
  const settled = atOnce ?? (yield* settleDeparture(order, operation));
  const why = end.kind === "said-failed" ? ` (${end.reason})` : "";
  if (settled.kind === "unfinished") return unfinished(order, `${guest}${why}: ${settled.reason}`);
  return settled.where === "there"
    ? done(settled.text)
    : failed(`${guest} was not moved to ${destination}${why}: ${settled.text}`);
}

type Prepared = { readonly kind: "prepared" } | { readonly kind: "refused"; readonly reason: string };

function* prepare({ guest, id, leased }: Order, host: string): Program<Prepared> {
  let version: number | undefined;
  if (leased) {
    const holding = yield* perform({ kind: "holding" });
    if (holding.kind === "unknown") return { kind: "refused", reason: holding.reason };
    if (holding.kind !== "held") {
      return { kind: "refused", reason: `it runs without its lease: run xensan repair ${guest} first` };
    }
    version = holding.version;
  }
  const reply = yield* perform({ kind: "tell", host, message: { kind: "prepare", id, claim: version } });
  if (reply.kind === "done") return { kind: "prepared" };
  return { kind: "refused", reason: reply.reason };
}

/** Nothing moved, so nothing has to be undone but what was written down. */
function* giveBack({ guest, here, id }: Order, host: string, reason: string): Program<Ending> {
  yield* callOff(host, id);
  yield* perform({ kind: "close-operation", id });
  return { kind: "refused", reason: `${guest} was not moved from ${here} to ${host}: ${reason}.` };
}

function domidHere(survey: Survey): number | undefined {
  const answer = answerOf(survey, survey.here);
  if (answer.kind === "silent" || answer.report.presence.kind !== "running") return undefined;
  return answer.report.presence.domains[0].domain.domid;
}
