import { mayExecute } from "../../xen/domain.ts";
import { answerOf } from "../facts.ts";
import { type Beginning, mayBegin } from "./may-begin.ts";
import { allow, type Check, decide, refuse, unknown, type Verdict } from "./verdict.ts";

/** May the guest be moved to `on` from `from`, where it runs? */
export function mayLeave(leaving: Leaving): Verdict {
  return decide(checks, leaving);
}

export type Leaving = Beginning & { readonly from: string };

const runsThere: Check<Leaving> = ({ survey, from }) => {
  const answer = answerOf(survey, from);
  if (answer.kind === "silent") return unknown(`${from} does not answer: ${answer.reason}`);
  const { presence } = answer.report;
  if (presence.kind === "unknown")
    return unknown(`${from} cannot say whether it runs there: ${presence.reason}`);
  if (presence.kind === "absent") return refuse(`it does not run on ${from}`);
  const [{ domain, role }, ...more] = presence.domains;
  if (more.length > 0 || role !== "itself") {
    return refuse(`${from} has what another migration left: run xensan repair ${survey.guest} there`);
  }
  return mayExecute(domain.state)
    ? allow
    : refuse(`it does not run on ${from}, it is ${domain.state}: let it go on, or stop it`);
};

const checks: readonly Check<Leaving>[] = [runsThere, mayBegin];
