import { copiesOf } from "../copies.ts";
import { answerOf, type Survey } from "../facts.ts";
import { type Operation, workerOf } from "../operation.ts";
import { doubtOfDeath } from "./death.ts";
import { fitOf, type Lineage, lastOwnerOf } from "./lineage.ts";
import { mayGoOn } from "./may-begin.ts";

/** How a hand-over goes on, seen from its destination when its program there is gone. */
export type ArrivalCourse =
  /** It runs here. */
  | { readonly kind: "landed" }
  /** What is here is no guest any more, or there is nothing. */
  | { readonly kind: "discard" }
  /** The copy is complete, and its source is dead by all evidence or has given it up to this host. */
  | { readonly kind: "take"; readonly lineage: Lineage }
  /** Not to be decided now, or not here. One clause. */
  | { readonly kind: "wait"; readonly reason: string };

export type Arrival = Operation & { readonly kind: "arrival" };

export function arrivalCourse(survey: Survey, arrival: Arrival): ArrivalCourse {
  const { id, source } = arrival;
  const { guest, here } = survey;
  const own = answerOf(survey, here);
  if (own.kind === "silent") return wait(`${here} cannot be looked at: ${own.reason}`);
  const [program] = own.report.busy;
  if (program !== undefined) return wait(`${program} is still at work on ${here}`);
  const copies = copiesOf(own.report.presence);
  if (copies.kind === "unclear") return wait(`on ${here} ${copies.reason}`);
  if (copies.kind === "runs") return { kind: "landed" };
  const complete = copies.kind === "stands" && copies.as === "complete";
  const far = answerOf(survey, source);
  if (far.kind === "silent") {
    const doubt = doubtOfDeath(survey, source);
    if (doubt !== undefined) return wait(`${source} does not answer (${far.reason}): ${doubt}`);
    return complete ? takeIfNowhereElse(survey, arrival, true) : { kind: "discard" };
  }
  // The source knows whether its own copy went on: it decides, as long as its end is open.
  if (far.report.open?.operation.id === id) {
    return far.report.open.active
      ? wait(`its migration is under way on ${source} ${workerOf(far.report.open)}: wait for it`)
      : wait(`its migration is ${source}'s: run xensan repair ${guest} on ${source}`);
  }
  return complete ? afterSource(survey, arrival) : { kind: "discard" };
}

/**
 * The source has closed its end. It gave the copy up, unless this host had the lease after it: then the copy was taken
 * over, whether it ran already or not.
 */
function afterSource(survey: Survey, arrival: Arrival): ArrivalCourse {
  const { lease, here } = survey;
  if (lease.kind === "none") return { kind: "discard" };
  const { view } = lease;
  if (view.kind === "unknown") return wait(`its lease cannot be read: ${view.reason}`);
  if (lastOwnerOf(view) !== here || view.version <= (arrival.claim ?? 0)) return { kind: "discard" };
  return takeIfNowhereElse(survey, arrival, false);
}

function takeIfNowhereElse(survey: Survey, arrival: Arrival, fromTheDead: boolean): ArrivalCourse {
  const { here, lease } = survey;
  const lineage = { here, source: arrival.source, version: arrival.claim, fromTheDead };
  if (lease.kind === "volume" && fitOf(lease.view, lineage).kind === "outdated") return { kind: "discard" };
  const verdict = mayGoOn({ survey, on: here, id: arrival.id });
  return verdict.kind === "allow" ? { kind: "take", lineage } : wait(verdict.reason);
}

function wait(reason: string): ArrivalCourse {
  return { kind: "wait", reason };
}
