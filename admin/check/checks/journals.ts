import { wordsFor } from "../../../lib/guard/operation.ts";
import type { GuestOverview, HostOverview } from "../../../lib/guard/overview/overview.ts";
import { capital, type Finding, fail, findings, hostsInWords, unknown, warn } from "../finding.ts";

/** Guests of which a host has something on record, and which the cluster file does not have. */
export type Strays =
  | { readonly kind: "listed"; readonly guests: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** What a start, a stop or a hand-over has on record, and nobody is at work on. */
export function journalFindings(
  overviews: ReadonlyMap<string, HostOverview>,
  strays: ReadonlyMap<string, Strays>,
): readonly Finding[] {
  const problems = [
    ...[...overviews].flatMap(([host, { guests }]) => guests.flatMap((guest) => ofGuest(host, guest))),
    ...[...strays].flatMap(([host, stray]) => ofStrays(host, stray)),
  ];
  const hosts = [...overviews.keys()];
  return findings("journals", hosts, problems, `Nothing is left half done on ${hostsInWords(hosts)}.`);
}

function ofGuest(host: string, { guest, open }: GuestOverview) {
  if (open.kind === "none" || (open.kind === "open" && open.active)) return [];
  if (open.kind === "unreadable") return [fail([host], `${host}: ${open.reason}.`)];
  const since = new Date(open.operation.sinceMs).toISOString();
  const sentence = `${wordsFor(open.operation)} of ${guest} is on record on ${host} since ${since}, and nobody is at work on it.`;
  return [fail([host], capital(sentence), `Run xensan repair ${guest} on ${host}.`)];
}

function ofStrays(host: string, strays: Strays) {
  if (strays.kind === "unknown")
    return [unknown([host], `What is on record on ${host} cannot be told: ${strays.reason}.`)];
  return strays.guests.map((guest) =>
    warn(
      [host],
      `${host} has something on record of ${guest}, which the cluster file does not have.`,
      `Give the cluster file ${guest} back, and run xensan repair ${guest} on ${host}.`,
    ),
  );
}
