import type { Facts, Interval } from "../facts.ts";
import { compared, type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";
import type { HostFacts } from "../wire/facts.ts";

/** Logs of two hosts can be laid side by side up to this, and times of records be compared. */
const mostApartMs = 1_000;

/** Of what keeps a host's clock, by its own word. */
const mostOffMs = 500;

/** Whether the hosts' clocks are in step: measured between the hosts, and by what keeps each of them. */
export function clockFindings({
  hosts,
  description,
}: Pick<Facts, "hosts" | "description">): readonly Finding[] {
  const all = [...hosts];
  const names = [...hosts.keys()];
  const middle = [...all].sort(([, one], [, other]) => middleOf(one.clock) - middleOf(other.clock))[
    Math.floor((all.length - 1) / 2)
  ];
  if (middle === undefined) return [];
  const [reference, { clock: zero }] = middle;
  const apart = all
    .filter(([host]) => host !== reference)
    .map(([host, { clock }]) => ({ host, ...between(zero, clock) }));
  const far = apart.filter((each) => leastOf(each) > mostApartMs);
  const unsure = apart.filter((each) => leastOf(each) <= mostApartMs && farthest(each) > mostApartMs);
  const problems = [
    ...far.map(({ host, ...interval }) =>
      fail(
        [reference, host],
        `The clock of ${host} is ${seconds(Math.abs(middleOf(interval)))} ${middleOf(interval) > 0 ? "ahead of" : "behind"} that of ${reference}.`,
        "Look at what keeps the clock on both: chronyc tracking, or ntpq -pn.",
      ),
    ),
    ...(unsure.length === 0 ? [] : unsureWhere(unsure, reference)),
    ...all.flatMap(([host, { facts }]) => ofKeeper(host, facts.clock, description.time !== undefined)),
  ];
  const most = Math.max(0, ...apart.map(farthest));
  const well = `The clocks of ${hostsInWords(names)} are less than ${seconds(Math.max(most, 100))} apart.`;
  return findings("clocks", names, problems, compared(names, "the clock", well));
}

type Apart = Interval & { readonly host: string };

function unsureWhere(unsure: readonly Apart[], reference: string) {
  const hosts = unsure.map(({ host }) => host);
  const within = Math.max(...unsure.map(farthest));
  return [
    warn(
      [reference, ...hosts],
      `Of the clocks of ${list([reference, ...hosts])} only that they are less than ${seconds(within)} apart can be told, as answers were slow.`,
      "Run this again when the hosts have less to do.",
    ),
  ];
}

function ofKeeper(host: string, clock: HostFacts["clock"], isWanted: boolean) {
  if (clock.kind === "unknown") {
    const sentence = `What keeps the clock of ${host} cannot be told: ${clock.reason}.`;
    const mend = "Install chrony on it, and run xensan host render --apply with time in the cluster file.";
    return [isWanted ? unknown([host], sentence, mend) : warn([host], sentence, mend)];
  }
  const { by, isSynchronised, offsetMs } = clock;
  const look = by === "chrony" ? "chronyc sources" : by === "ntp" ? "ntpq -pn" : "timedatectl";
  if (!isSynchronised) {
    return [
      warn(
        [host],
        `No time server is followed on ${host}, by ${by}.`,
        `Look with ${look} on ${host} which of its servers it reaches.`,
      ),
    ];
  }
  if (offsetMs === undefined || offsetMs <= mostOffMs) return [];
  return [
    warn(
      [host],
      `The clock of ${host} is ${seconds(offsetMs)} off, by ${by}.`,
      `Look with ${look} on ${host}; it takes a while to come into step.`,
    ),
  ];
}

function between(zero: Interval, other: Interval): Interval {
  return { leastMs: other.leastMs - zero.mostMs, mostMs: other.mostMs - zero.leastMs };
}

function middleOf({ leastMs, mostMs }: Interval): number {
  return (leastMs + mostMs) / 2;
}

function leastOf({ leastMs, mostMs }: Interval): number {
  return leastMs > 0 ? leastMs : mostMs < 0 ? -mostMs : 0;
}

function farthest({ leastMs, mostMs }: Interval): number {
  return Math.max(Math.abs(leastMs), Math.abs(mostMs));
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
