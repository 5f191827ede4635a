import type { ClusterDescription } from "../../../lib/cluster/description/description.ts";
import { guestsHere } from "../../../lib/evacuation/facts/guests-here.ts";
import { peersFrom } from "../../../lib/evacuation/facts/peers.ts";
import { plan } from "../../../lib/evacuation/plan/plan.ts";
import type { RunningGuest, Situation } from "../../../lib/evacuation/plan/situation.ts";
import type { HostOverview } from "../../../lib/guard/overview/overview.ts";
import { type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";
import { answered, type QuickFacts } from "../quick-facts.ts";
import { whyUnseen } from "../unseen.ts";

/** Whether each host by itself could be emptied now: what the evacuation's own plan leaves. */
export function memoryFindings(facts: Pick<QuickFacts, "description" | "answers">): readonly Finding[] {
  const overviews = answered(facts);
  const problems = [...overviews].flatMap(([host, overview]) => [
    ...doubtOf(host, overview),
    ...ofHost(host, overview, facts),
  ]);
  const hosts = [...overviews.keys()];
  return findings(
    "memory",
    hosts,
    problems,
    hosts.length < 2
      ? `${list(hosts)} could be emptied now.`
      : `Each of ${hostsInWords(hosts)} could be emptied now, one at a time.`,
  );
}

/** Who is there has to be known, and how much room there is: one sentence for a host, whatever number of guests it is about. */
function doubtOf(host: string, overview: HostOverview) {
  const unseen = whyUnseen(overview);
  if (unseen !== undefined) {
    return [unknown([host], `Whether ${host} could be emptied now cannot be told: ${unseen}.`)];
  }
  const { memory } = overview;
  if (memory.kind === "known") return [];
  return [
    unknown([host], `How much room ${host} has for guests of other hosts cannot be told: ${memory.reason}.`),
  ];
}

function ofHost(host: string, overview: HostOverview, facts: Pick<QuickFacts, "description" | "answers">) {
  const { description, answers } = facts;
  const guests = movable(overview, description);
  if (guests.length === 0) return [];
  const others = description.nodes.filter(({ name }) => name !== host);
  const { concurrency, dom0ReserveMiB } = description.evacuation;
  const around = new Map([...answers].filter(([name]) => name !== host));
  const known = others.map(({ name, addresses }) => ({
    ...{ name, migrationAddress: addresses.migration, pace: anyPace, underWaySeconds: [] },
  }));
  const situation: Situation = {
    ...{ here: host, guests, concurrency, dom0ReserveMiB },
    peers: peersFrom(known, { here: overview, around }),
  };
  return plan(situation).leftovers.map(({ guest, reason }) => {
    const sentence = `If ${host} were emptied now, ${guest} would be left: ${reason}.`;
    const pins = guests.find(({ name }) => name === guest)?.pins ?? [];
    const open = situation.peers.filter(({ name }) => pins.length === 0 || pins.includes(name));
    if (open.some(({ sight }) => sight.kind === "silent")) return unknown([host], sentence);
    if (open.length === 0 || open.some(({ sight }) => sight.kind === "seen" && sight.closed !== undefined)) {
      return warn([host], sentence);
    }
    return fail(
      [host],
      sentence,
      "Give a host more memory, give guests less, or stop one that can do without.",
    );
  });
}

const anyPace = { secondsPerMiB: 1 / 100, secondsBesides: 8 };

/** What is under way or stands still is another check's. */
function movable(overview: HostOverview, { guests }: ClusterDescription): readonly RunningGuest[] {
  return [...guestsHere(overview, guests).values()].flatMap((each) =>
    each.kind === "runs" ? [each.guest] : [],
  );
}
