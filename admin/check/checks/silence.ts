import type { OverviewAnswer } from "../../../lib/guard/overview/overview.ts";
import { fail, unknown } from "../finding.ts";
import type { QuickFacts } from "../quick-facts.ts";

/** Hosts that did not answer the host that asked: one that says why lives, and something is to be mended there. */
export function silenceProblems(here: string, answers: QuickFacts["answers"]) {
  return silentHosts(answers).map(({ host, reason, lives }) => {
    const sentence = `${host} does not answer ${here}: ${reason}.`;
    return lives ? fail([here, host], sentence) : unknown([here, host], sentence);
  });
}

export type SilentHost = { readonly host: string; readonly reason: string; readonly lives: boolean };

export function silentHosts(answers: ReadonlyMap<string, OverviewAnswer>): readonly SilentHost[] {
  return [...answers].flatMap(([host, answer]) =>
    answer.kind === "silent" ? [{ host, reason: answer.reason, lives: answer.lives === true }] : [],
  );
}
