import { answerOf, othersThan, type Survey } from "../../lib/guard/facts.ts";
import { wordsFor } from "../../lib/guard/operation.ts";
import { mayExecute } from "../../lib/xen/domain.ts";
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
  const other = hostWhereItRuns(survey);
  const sight = sightOf(presence);
  if (other !== undefined && sight.kind === "executes") {
    return wrong(
      `${guest} runs on ${here} AND on ${other}: its disks are being damaged; run xensan stop ${guest} --force on one of them now.`,
    );
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
    return wrong(
      `${guest} is ${sight.domain.state} on ${here} and nothing is at work on it: let it go on with xensan repair ${guest} there.`,
    );
  }
  if (other !== undefined)
    return wrong(`${guest} runs on ${other}, and something of it is left on ${here}: look with xl list.`);
  return leaseFinding(survey);
}

function hostWhereItRuns(survey: Survey): string | undefined {
  return othersThan(survey, [survey.here]).find(
    ([, answer]) =>
      answer.kind === "answered" &&
      answer.report.presence.kind === "running" &&
      answer.report.presence.domains.some(({ domain }) => mayExecute(domain.state)),
  )?.[0];
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
