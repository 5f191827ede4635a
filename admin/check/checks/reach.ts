import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords } from "../finding.ts";
import { silenceProblems, silentHosts } from "./silence.ts";

/**
 * Root of each host must come in on every other one without a question. A host that is silent for the host that asked is said
 * to be so, and once is enough.
 */
export function reachFindings({
  here,
  answers,
  hosts,
}: Pick<Facts, "here" | "answers" | "hosts">): readonly Finding[] {
  const silent = silentHosts(answers);
  const names = [...hosts.keys()];
  const problems = [
    ...silenceProblems(here, answers),
    ...[...hosts].flatMap(([from, { facts }]) =>
      facts.reach.flatMap(({ to, address, port, result }) =>
        result.kind === "reached" || silent.some(({ host }) => host === to)
          ? []
          : [
              fail(
                [from, to],
                `${from} does not reach ${to} at ${address} by ${port === undefined ? "ssh" : `xend's port ${port}`}: ${result.reason}.`,
              ),
            ],
      ),
    ),
  ];
  const well =
    names.length < 2
      ? `There is no other host than ${here}.`
      : `${hostsInWords(names)} reach each other by ssh, without a question.`;
  return findings("ssh", names, problems, well);
}
