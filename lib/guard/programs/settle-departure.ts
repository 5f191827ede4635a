import type { HostReport } from "../facts.ts";
import { type Program, perform } from "../step.ts";
import { type Departure, type DepartureCourse, departureCourse } from "../verdict/departure-course.ts";
import { callOff } from "./call-off.ts";
import { type ClaimedAgain, claim, claimAgain, giveUp } from "./claim.ts";
import { letGo } from "./finish-at-once.ts";
import { letRun } from "./let-run.ts";
import type { Order } from "./order.ts";
import { settleNowhere } from "./settle-local.ts";
import type { Settled } from "./settled.ts";

/** Looks at both ends before it says that it cannot be decided; what is just ending ends in that time. */
const looks = 5;

/**
 * Brings a hand-over to its end from what both hosts show now. The end of a migration and the repair of one that was cut
 * off are the same, so there is one way, and it has no memory.
 */
export function* settleDeparture(order: Order, departure: Departure): Program<Settled> {
  for (let look = 1; ; look += 1) {
    const survey = yield* perform({ kind: "survey" });
    const course = departureCourse(survey, departure);
    if (course.kind !== "wait") return yield* follow(order, departure, course);
    if (look === looks) return { kind: "unfinished", reason: course.reason };
    yield* perform({ kind: "wait" });
  }
}

function* follow(
  order: Order,
  departure: Departure,
  course: Exclude<DepartureCourse, { kind: "wait" }>,
): Program<Settled> {
  switch (course.kind) {
    case "stay":
      return yield* stay(order, departure);
    case "resume":
      return yield* resume(order, departure, course);
    case "finish":
      return yield* finish(order, departure, course.leftover);
    case "arrived":
      return yield* arrived(order, departure, course);
    case "lost":
      return yield* lost(order, departure, course.destinationIsDead);
  }
}

/**
 * The destination need not hear of it: it finds this end closed, and then its copy is to go. Where it says that it cannot close
 * its end yet, a repair waits for that, and who has just moved the guest tells what to do.
 */
function* stay({ id: by, guest, here }: Order, { id, destination }: Departure): Program<Settled> {
  const reply = yield* callOff(destination, id);
  if (reply.kind === "refused" && by !== id) {
    const reason = `${guest} stays on ${here}, and ${destination} cannot close its end of the move yet: ${reply.reason}`;
    return { kind: "unfinished", reason };
  }
  yield* perform({ kind: "close-operation", id });
  const rest =
    reply.kind === "done" ? "" : ` Run xensan repair ${guest} on ${destination} as well: ${reply.reason}.`;
  return { kind: "settled", where: "here", text: `${guest} stays on ${here}.${rest}` };
}

type Resume = DepartureCourse & { readonly kind: "resume" };

function* resume(order: Order, departure: Departure, { domid, renew }: Resume): Program<Settled> {
  const { guest, here } = order;
  if (!renew) {
    const reason = yield* cancel(departure);
    if (reason !== undefined) return { kind: "unfinished", reason };
  }
  const claimed = yield* claimToResume(order, renew);
  if (claimed.kind === "unclear") return { kind: "unfinished", reason: claimed.reason };
  if (claimed.kind === "outdated") {
    return yield* discard(order, departure, domid, `What stood on ${here} was outdated: ${claimed.reason}.`);
  }
  const { id } = renew ? yield* disown(departure) : departure;
  const run = yield* letRun(order, { kind: "resume", domid });
  if (run.kind !== "runs") {
    return { kind: "unfinished", reason: `${guest} did not go on on ${here}: ${run.reason}` };
  }
  yield* perform({ kind: "close-operation", id });
  return { kind: "settled", where: "here", text: `${guest} runs on ${here} again.` };
}

/**
 * Written down before the source goes on, because from then on a whole copy that the destination may have is outdated,
 * whatever becomes of this program, of its host and of the source. Its arrival has the old id: what stands beside it is no copy
 * of this hand-over any more.
 */
function* disown(departure: Departure): Program<Departure> {
  const { id } = departure;
  if (id.endsWith(disowned)) return departure;
  const as = `${id}${disowned}`;
  yield* perform({ kind: "rename-operation", id, as });
  return { ...departure, id: as };
}

const disowned = ":disowned";

/**
 * A destination that could not be told may have a copy all the same, so the claim is taken anew: the copy's number is
 * then an old one, and it is never let go on.
 */
function* claimToResume(order: Order, renew: boolean): Program<ClaimedAgain> {
  if (!order.leased) return { kind: "claimed" };
  const claimed = yield* claimAgain(order);
  if (claimed.kind !== "claimed" || !renew) return claimed;
  const given = yield* perform({ kind: "release" });
  if (given.kind === "failed") return { kind: "unclear", reason: given.reason };
  const renewed = yield* claim(given.version);
  return renewed.kind === "refused" ? { kind: "unclear", reason: renewed.reason } : renewed;
}

function* finish(order: Order, departure: Departure, leftover: number | undefined): Program<Settled> {
  const cleared = yield* clear(leftover);
  if (cleared.kind === "unfinished") return cleared;
  const given = yield* giveUp(order, cleared.report);
  if (given.kind === "failed") return { kind: "unfinished", reason: given.reason };
  return yield* letGo(order, departure, given.version);
}

type Arrived = DepartureCourse & { readonly kind: "arrived" };

/**
 * The destination closes its end before this one is closed: who finds this one closed takes what stands beside an open arrival for a
 * copy that came to nothing, and the guest there may be paused one day.
 */
function* arrived(order: Order, departure: Departure, { leftover, open }: Arrived): Program<Settled> {
  const cleared = yield* clear(leftover);
  if (cleared.kind === "unfinished") return cleared;
  if (open) {
    const { id, destination: host } = departure;
    const reply = yield* perform({ kind: "tell", host, message: { kind: "take", id, claim: undefined } });
    if (reply.kind !== "done") {
      const reason = `${order.guest} runs on ${host}, which did not close its end of the move: ${reply.reason}`;
      return { kind: "unfinished", reason };
    }
  }
  const text = `${order.guest} runs on ${departure.destination}.`;
  const settled = yield* settleNowhere(order, departure.id, cleared.report, text);
  return settled.kind === "settled" ? { ...settled, where: "there" } : settled;
}

function* lost(order: Order, departure: Departure, destinationIsDead: boolean): Program<Settled> {
  const reason = destinationIsDead ? undefined : yield* cancel(departure);
  if (reason !== undefined) return { kind: "unfinished", reason };
  const text = `${order.guest} runs neither on ${order.here} nor on ${departure.destination}.`;
  return yield* discard(order, departure, undefined, text);
}

function* discard(
  order: Order,
  { id }: Departure,
  leftover: number | undefined,
  text: string,
): Program<Settled> {
  const cleared = yield* clear(leftover);
  if (cleared.kind === "unfinished") return cleared;
  return yield* settleNowhere(order, id, cleared.report, text);
}

/** Why the destination may still have a copy; undefined: it has none, and none of this hand-over ever runs there. */
function* cancel({ id, destination }: Departure): Program<string | undefined> {
  const reply = yield* perform({ kind: "tell", host: destination, message: { kind: "cancel", id } });
  return reply.kind === "done" ? undefined : `${destination} did not give its copy up: ${reply.reason}`;
}

type Cleared =
  | { readonly kind: "cleared"; readonly report: HostReport }
  | { readonly kind: "unfinished"; readonly reason: string };

/** Does away with what is left of the source here. */
function* clear(leftover: number | undefined): Program<Cleared> {
  if (leftover !== undefined) yield* perform({ kind: "destroy", domid: leftover });
  const report = yield* perform({ kind: "await-absence", patience: "brief" });
  const { presence } = report;
  if (presence.kind === "absent") return { kind: "cleared", report };
  const stays = "what is left of the source does not go away";
  return { kind: "unfinished", reason: presence.kind === "unknown" ? presence.reason : stays };
}
