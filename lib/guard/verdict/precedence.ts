import { answerOf, type Survey } from "../facts.ts";
import { type Beginning, mayBegin } from "./may-begin.ts";

/**
 * Of hosts that start one guest at the same moment each sees the others' records, and all would be refused. The first of
 * them in the cluster file goes first: true where nothing but starts that are under way on later hosts speaks against it.
 * It is no leave to begin, only to wait until they are withdrawn and to ask everybody anew.
 */
export function goesFirst(beginning: Beginning): boolean {
  const { survey, on } = beginning;
  const hosts = [...survey.answers.keys()];
  const rivals = hosts.slice(hosts.indexOf(on) + 1).filter((host) => startsNow(survey, host));
  return (
    rivals.length > 0 && mayBegin({ ...beginning, survey: withoutRecords(survey, rivals) }).kind === "allow"
  );
}

function startsNow(survey: Survey, host: string): boolean {
  const answer = answerOf(survey, host);
  if (answer.kind === "silent") return false;
  const { open } = answer.report;
  return open?.active === true && open.operation.kind === "start";
}

function withoutRecords(survey: Survey, hosts: readonly string[]): Survey {
  const answers = [...survey.answers].map(([host, answer]) => {
    const left = answer.kind === "answered" && hosts.includes(host);
    return [host, left ? { ...answer, report: { ...answer.report, open: undefined } } : answer] as const;
  });
  return { ...survey, answers: new Map(answers) };
}
