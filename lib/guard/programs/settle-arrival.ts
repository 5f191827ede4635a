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
      return settled(
        yield* discardCopies(own, presenceHere(survey)),
        "nowhere",
        `Nothing of ${guest} is left on ${here}.`,
      );
    case "take": {
      const lineage = { version: arrival.claim, source: arrival.source, fromTheDead: true };
      const reason = yield* takeOver(own, presenceHere(survey), lineage);
      return settled(reason, "here", `${guest} runs on ${here}.`);
    }
  }
}

/** Its lease is looked after like that of any guest that is here. */
function* land({ guest, here, id }: Order): Program<Settled> {
  yield* perform({ kind: "close-operation", id });
  return { kind: "settled", where: "here", text: `${guest} is on ${here}.` };
}

function presenceHere(survey: Survey) {
  const answer = answerOf(survey, survey.here);
  return answer.kind === "answered"
    ? answer.report.presence
    : ({ kind: "unknown", reason: answer.reason } as const);
}

function settled(reason: string | undefined, where: "here" | "nowhere", text: string): Settled {
  return reason === undefined ? { kind: "settled", where, text } : { kind: "unfinished", reason };
}
