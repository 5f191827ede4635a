import { wordsFor } from "../../../lib/guard/operation.ts";
import type { HostOverview } from "../../../lib/guard/overview/overview.ts";
import { type Finding, fail, findings } from "../finding.ts";

/** What a start, a stop or a hand-over has on record, and nobody is at work on. */
export function journalFindings(overviews: ReadonlyMap<string, HostOverview>): readonly Finding[] {
  const problems = [...overviews].flatMap(([host, { guests }]) =>
    guests.flatMap(({ guest, open }) => {
      if (open.kind === "none" || (open.kind === "open" && open.active)) return [];
      if (open.kind === "unreadable") return [fail([host], `${host}: ${open.reason}.`)];
      const since = new Date(open.operation.sinceMs).toISOString();
      const sentence = `${wordsFor(open.operation)} of ${guest} is on record on ${host} since ${since}, and nobody is at work on it.`;
      return [fail([host], capital(sentence), `Run xensan repair ${guest} on ${host}.`)];
    }),
  );
  return findings("journals", [...overviews.keys()], problems, "Nothing is left half done.");
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
