import { answerOf, type Survey } from "../facts.ts";
import { type Program, perform } from "../step.ts";
import { type Arrival, arrivalCourse } from "../verdict/arrival-course.ts";
import { discardCopies } from "./discard-copies.ts";
import type { Order } from "./order.ts";
import type { Settled } from "./settled.ts";
import { takeOver } from "./take-over.ts";

/** Ends the destination's part of a hand-over whose source says no more, as far as that can be decided here. */
export function* settleArrival(order: Order, arrival: Arrival): Program<Settled> {
  const { guest, here } = order;
  const survey = yield* perform({ kind: "survey" });
  const course = arrivalCourse(survey, arrival);
  // Its programs go by the id of what is open.
  const own: Order = { ...order, id: arrival.id };
  switch (course.kind) {
    case "wait":
      return { kind: "unfinished", reason: course.reason };
    case "landed":
      return yield* land(own);
    case "discard":
      return yield* discard(own, survey);
    case "take": {
      const taken = yield* takeOver(own, presenceHere(survey), course.lineage);
      if (taken.kind === "waits") return { kind: "unfinished", reason: taken.reason };
      return taken.kind === "runs"
        ? { kind: "settled", where: "here", text: `${guest} runs on ${here}.` }
        : { kind: "settled", where: "nowhere", text: `${guest} does not run on ${here}: ${taken.reason}.` };
    }
  }
}

/** Its lease is looked after like that of any guest that is here. */
function* land({ guest, here, id }: Order): Program<Settled> {
  yield* perform({ kind: "close-operation", id });
  return { kind: "settled", where: "here", text: `${guest} is on ${here}.` };
}

function* discard(order: Order, survey: Survey): Program<Settled> {
  const reason = yield* discardCopies(order, presenceHere(survey));
  if (reason !== undefined) return { kind: "unfinished", reason };
  return { kind: "settled", where: "nowhere", text: `Nothing of ${order.guest} is left on ${order.here}.` };
}

function presenceHere(survey: Survey) {
  const answer = answerOf(survey, survey.here);
  return answer.kind === "answered"
    ? answer.report.presence
    : ({ kind: "unknown", reason: answer.reason } as const);
}
