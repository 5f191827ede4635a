import type { Dialect } from "../../lib/cluster/dialect.ts";
import type { Membership, NodeMembership } from "../../lib/cluster/membership/membership.ts";
import type { ShownResources } from "../../lib/cluster/resources/resources.ts";
import type { EvacuationRecord } from "../../lib/evacuation/record/record.ts";
import { summaryOf } from "../../lib/evacuation/show/summary.ts";
import { whyClosed } from "../../lib/guard/intake/closure.ts";
import type { HostOverview, OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import type { Finding } from "../check/finding.ts";
import { type Note, notesOf } from "../domains/notes.ts";
import type { GuestSight } from "../domains/sight.ts";
import type { Status, StatusEvacuation, StatusGuest, StatusNode } from "./document.ts";
import { findingsIn } from "./findings.ts";

/** All that one look gives. */
export type StatusFacts = {
  readonly here: string;
  readonly xensan: string;
  /** Wall clock, milliseconds since 1970. */
  readonly takenMs: number;
  readonly tookMs: number;
  readonly dialect: Dialect;
  readonly membership: Membership;
  readonly resources: ShownResources;
  /** In the cluster file's order, this host among them. */
  readonly answers: ReadonlyMap<string, OverviewAnswer>;
  readonly sights: readonly GuestSight[];
  /** What xensan check finds besides in the same answers: memory, and what migrations have left. */
  readonly checked: readonly Finding[];
};

/** Pure: one document from one look. */
export function statusOf(facts: StatusFacts): Status {
  const { here, xensan, takenMs, tookMs, answers, sights } = facts;
  const whole: Omit<Status, "findings"> = {
    ...{ version: 1, xensan, asked: here, takenMs, tookMs: Math.round(tookMs), cluster: clusterOf(facts) },
    nodes: [...answers].map(([name, answer]) => nodeOf(facts, name, answer)),
    guests: sights.map(guestOf),
    evacuations: evacuationsIn(answers),
  };
  return {
    ...whole,
    findings: findingsIn(whole, [...notesOf(sights, answers), ...facts.checked.flatMap(noteOf)]),
  };
}

function noteOf({ status, hosts, sentence, mend }: Finding): readonly Note[] {
  if (status === "ok") return [];
  return [
    {
      level: status,
      about: hosts.join(", "),
      sentence: mend === undefined ? sentence : `${sentence} ${mend}`,
    },
  ];
}

function clusterOf({ dialect, membership: { partition } }: StatusFacts): Status["cluster"] {
  if (partition.kind === "no-answer") return { ...partition, dialect };
  const { dc, quorum, unlisted } = partition;
  return { kind: "answered", dialect, ...(dc === undefined ? {} : { dc }), quorum, unlisted: [...unlisted] };
}

function nodeOf(facts: StatusFacts, name: string, answer: OverviewAnswer): StatusNode {
  return {
    name,
    membership: membershipOf(facts.membership.nodes.get(name)),
    clone: cloneOn(name, facts.resources),
    answer:
      answer.kind === "silent"
        ? { kind: "silent", reason: answer.reason }
        : { kind: "answered", said: saidBy(name, answer.overview) },
  };
}

function membershipOf(seen: NodeMembership | undefined): StatusNode["membership"] {
  if (seen === undefined) return { kind: "unknown", reason: "The cluster was not asked about it." };
  if (seen.kind === "unknown") return { ...seen };
  return { ...seen, conditions: [...seen.conditions] };
}

function cloneOn(node: string, resources: ShownResources): StatusNode["clone"] {
  if (resources.kind === "unknown") return resources;
  const clones = resources.resources.filter(({ agent }) => agent === "EvmsSCC");
  if (clones.length === 0) return { kind: "none" };
  const failed = clones.flatMap(({ failedOn }) => failedOn).find((each) => each.node === node);
  if (failed !== undefined) {
    return { kind: "failed", ...(failed.reason === undefined ? {} : { reason: failed.reason }) };
  }
  return { kind: clones.every(({ startedOn }) => startedOn.includes(node)) ? "started" : "stopped" };
}

type Said = Extract<StatusNode["answer"], { kind: "answered" }>["said"];

function saidBy(host: string, { xensan, toolstack, memory, closed, others, details }: HostOverview): Said {
  const { volumes } = details ?? { volumes: { kind: "unknown", reason: "it does not tell its volumes" } };
  return {
    ...{ xensan, toolstack, memory: { ...memory } },
    volumes: volumes.kind === "known" ? { ...volumes, volumes: [...volumes.volumes] } : { ...volumes },
    ...(closed === undefined ? {} : { closed: whyClosed(closed, host) }),
    others: others.kind === "known" ? others.domains.map(({ domid, name }) => name ?? `domain ${domid}`) : [],
  };
}

function guestOf({ guest, verdict, places, lease, silent }: GuestSight): StatusGuest {
  return {
    ...{ name: guest, verdict, lease: { ...lease }, silent: silent.map(({ host }) => host) },
    places: places.map(({ since, ...place }) => ({ ...place, ...(since === undefined ? {} : { since }) })),
  };
}

function evacuationsIn(answers: StatusFacts["answers"]): Status["evacuations"] {
  return [...answers.values()]
    .flatMap((answer) => (answer.kind === "answered" ? (answer.overview.details?.evacuation ?? []) : []))
    .toSorted((one, other) => other.beganMs - one.beganMs)
    .map(evacuationOf);
}

function evacuationOf(record: EvacuationRecord): StatusEvacuation {
  const { host, by, beganMs, endedMs, moves, shutdowns, left } = record;
  return {
    ...{ host, by, beganMs, ...(endedMs === undefined ? {} : { endedMs }) },
    summary: endedMs === undefined ? `${moves.length} guests were moved so far.` : summaryOf(record),
    moves: moves.map(({ downtimeMs, reason, ...move }) => ({
      ...move,
      ...(downtimeMs === undefined ? {} : { downtimeMs }),
      ...(reason === undefined ? {} : { reason }),
    })),
    shutdowns: shutdowns.map(({ reason, ...each }) => ({
      ...each,
      ...(reason === undefined ? {} : { reason }),
    })),
    left: [...left],
  };
}
