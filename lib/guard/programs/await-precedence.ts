import type { Survey } from "../facts.ts";
import { type Program, perform } from "../step.ts";
import { goesFirst } from "../verdict/precedence.ts";
import type { Order } from "./order.ts";

/**
 * Lets other hosts withdraw that start the guest at the same moment and come later in the cluster file; they see this
 * host's record and are refused. What counts is the last survey, as if it had been the first.
 */
export function* awaitPrecedence({ here, id }: Order, first: Survey): Program<Survey> {
  let survey = first;
  for (let waits = 0; waits < mostWaits && goesFirst({ survey, on: here, id }); waits += 1) {
    yield* perform({ kind: "wait" });
    survey = yield* perform({ kind: "survey" });
  }
  return survey;
}

/** One does; each further one is a survey longer, for hosts that are slow. */
const mostWaits = 4;
