import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { lookAtHost } from "./look/look.ts";
import { encodeFacts } from "./wire/facts.ts";
import { decodeFactsQuestion } from "./wire/question.ts";

/**
 * For another host that checks: what this one is like. Its own cluster file is not read, only compared: the question says
 * what has to be known of it.
 */
export async function answerFacts(terminal: Terminal, { machine, clusterFile }: Surroundings): Promise<void> {
  const decoded = decodeFactsQuestion(terminal.readStandardInput());
  if (decoded.kind === "failed") {
    throw new AdminError(adminExit.usage, `standard input has no question (${decoded.reason}).`);
  }
  const question = decoded.value;
  if (question.to !== machine.hostName) {
    throw new AdminError(
      adminExit.refused,
      `this host is ${machine.hostName} and not ${question.to}: correct its address in the cluster file.`,
    );
  }
  // The beginning of this process is the earliest moment that it knows of.
  const beganMs = Math.round(performance.timeOrigin);
  const facts = await lookAtHost(machine, question, clusterFile, beganMs);
  terminal.out(encodeFacts(question, machine.hostName, facts));
}
