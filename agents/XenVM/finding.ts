import { destroyAllButOne, type Executing, executingOn } from "../../lib/guard/destroy-all-but-one.ts";
import { answerOf, othersThan, type Survey } from "../../lib/guard/facts.ts";
import { wordsFor } from "../../lib/guard/operation.ts";
import type { Domain } from "../../lib/xen/domain.ts";
import { sightOf } from "./sight.ts";

/** What is wrong with a guest that a monitor saw here, as far as all hosts together can tell. */
export type Finding =
  | { readonly kind: "here" }
  | { readonly kind: "absent" }
  /** One sentence. */
  | { readonly kind: "wrong"; readonly reason: string };

export function finding(survey: Survey): Finding {
  const { guest, here } = survey;
  const own = answerOf(survey, here);
  if (own.kind === "silent") return wrong(`${here} cannot be looked at: ${own.reason}.`);
  const { presence, open } = own.report;
  if (presence.kind === "absent") return { kind: "absent" };
  const other = whereElseItRuns(survey);
  const sight = sightOf(presence);
  if (other !== undefined && sight.kind === "executes") {
    const places = [{ host: here, domid: sight.domain.domid }, other];
    return wrong(`${guest} runs on ${here} AND on ${other.host}: ${destroyAllButOne(guest, places)}.`);
  }
  // A program of the guard is at work: what looks odd is its doing, and will not last.
  if (open?.active) return { kind: "here" };
  if (open !== undefined) {
    return wrong(
      `${wordsFor(open.operation)} of ${guest} on ${here} was not finished: run xensan repair ${guest} there.`,
    );
  }
  if (sight.kind === "crashed")
    return wrong(`${guest} has crashed on ${here} as domain ${sight.domain.domid}.`);
  if (sight.kind === "stands") {
    const what = `${guest} is ${sight.domain.state} on ${here} and nothing is at work on it`;
    return wrong(`${what}${adviceOn(survey, sight.domain, other?.host)}.`);
  }
  if (other !== undefined)
    return wrong(
      `${guest} runs on ${other.host}, and something of it is left on ${here}: look with xl list.`,
    );
  return leaseFinding(survey);
}

/** What was paused for want of its lease a repair lets go on, if nobody had it since; what was paused by hand goes on by hand. */
function adviceOn(
  { guest, here, lease }: Survey,
  { domid, state }: Domain,
  other: string | undefined,
): string {
  const destroy = `run xensan stop ${guest} --force on ${here}`;
  if (other !== undefined) return `, while it runs on ${other}: ${destroy}`;
  if (state !== "paused") return `: ${destroy}`;
  return lease.kind === "none" || lease.holding.kind === "held"
    ? `: let it go on with xl unpause ${domid}, if it runs nowhere else, or ${destroy}`
    : `: run xensan repair ${guest} there, which lets it go on where nobody had its lease since`;
}

function whereElseItRuns(survey: Survey): Executing | undefined {
  return othersThan(survey, [survey.here]).flatMap(([host, answer]) =>
    answer.kind === "answered" ? executingOn(host, answer.report.presence) : [],
  )[0];
}

function leaseFinding({ guest, here, lease }: Survey): Finding {
  if (lease.kind === "none") return { kind: "here" };
  switch (lease.holding.kind) {
    case "held":
      return { kind: "here" };
    case "unknown":
      return wrong(
        `${guest} runs on ${here}, and whether it has its lease is not known: ${lease.holding.reason}.`,
      );
    case "orphaned":
      return wrong(
        `${guest} runs on ${here} and nobody watches its lease: run xensan repair ${guest} there.`,
      );
    case "not-held":
      return wrong(`${guest} runs on ${here} without its lease: run xensan repair ${guest} there.`);
  }
}

function wrong(reason: string): Finding {
  return { kind: "wrong", reason };
}
