import { type Level, levels, type Note } from "../domains/notes.ts";
import type { Status, StatusEvacuation, StatusGuest, StatusNode } from "./document.ts";

type Seen = Omit<Status, "findings">;

/** What is wrong or cannot be told, the worst first, each once. @param notes about the guests, and of silent hosts */
export function findingsIn(seen: Seen, notes: readonly Note[]): Status["findings"] {
  const all = [
    ...notes,
    ...clusterFindings(seen.cluster),
    ...seen.nodes.flatMap(nodeFindings),
    ...cloneFindings(seen.nodes),
    ...volumeFindings(seen.nodes),
    ...releaseFindings(seen.nodes),
    ...seen.guests.flatMap(guestFindings),
    ...seen.evacuations.flatMap((each) => evacuationFindings(each, seen.nodes)),
  ];
  const once = [...new Map(all.map((each) => [each.sentence, each])).values()];
  const rank = ({ level }: Note) => levels.indexOf(level);
  return once.toSorted((one, other) => rank(one) - rank(other));
}

/** Whether nothing is wrong and all could be told; as for xensan check, what is to be looked at is no fault. */
export function isWell({ findings }: Pick<Status, "findings">): boolean {
  return findings.every(({ level }) => level === "info" || level === "warn");
}

const note = (level: Level, about: string, sentence: string): Note => ({ level, about, sentence });

function clusterFindings(cluster: Status["cluster"]): readonly Note[] {
  if (cluster.kind === "no-answer") return [note("unknown", "cluster", cluster.reason)];
  const unlisted = cluster.unlisted.map((name) =>
    note(
      "fail",
      name,
      `The cluster has a node ${name}, and the cluster file has not: nobody asks there whether a guest runs. Add it to the file on all hosts.`,
    ),
  );
  const dc =
    cluster.dc === undefined
      ? [note("fail", "cluster", "The cluster has no coordinator (DC) now: wait until it has elected one.")]
      : [];
  const quorum = cluster.quorum
    ? []
    : [
        note(
          "fail",
          "cluster",
          "This side of the cluster has no quorum: look at the other hosts and at the network between them.",
        ),
      ];
  return [...dc, ...quorum, ...unlisted];
}

function nodeFindings({ name, membership: { kind, reason, conditions = [] } }: StatusNode): readonly Note[] {
  const member: readonly Note[] =
    kind === "gone"
      ? [
          note(
            "fail",
            name,
            `${name} is no member of the cluster now; it may be cut off and run guests all the same: look at it.`,
          ),
        ]
      : kind === "unknown"
        ? [note("unknown", name, reason ?? `Whether ${name} is a member of the cluster cannot be told.`)]
        : [];
  return [
    ...member,
    ...conditions.map((each) =>
      note("warn", name, `${name} is in ${each} for the cluster: end it when the work there is done.`),
    ),
  ];
}

function cloneFindings(nodes: Seen["nodes"]): readonly Note[] {
  if (nodes.every(({ clone }) => clone.kind === "none")) {
    return [
      note(
        "fail",
        "cluster",
        "The cluster has no EvmsSCC, so nothing activates volumes on a host that joins: run xensan cib evmscloneset --help.",
      ),
    ];
  }
  return nodes.flatMap(({ name, clone, membership }): readonly Note[] => {
    if (clone.kind === "unknown") {
      const why = clone.reason ?? "the cluster does not say";
      return [note("unknown", "cluster", `Where EvmsSCC is started cannot be told: ${why}.`)];
    }
    if (clone.kind === "failed") {
      const why = clone.reason === undefined ? "" : ` (${clone.reason})`;
      return [
        note("fail", name, `EvmsSCC failed on ${name}${why}: mend that, then run crm_resource --refresh.`),
      ];
    }
    if (clone.kind !== "stopped" || membership.kind !== "member") return [];
    return [
      note("fail", name, `EvmsSCC is not started on ${name}, so its volumes are not watched: see crm_mon.`),
    ];
  });
}

function volumeFindings(nodes: Seen["nodes"]): readonly Note[] {
  const known = nodes.flatMap(({ name, answer }) =>
    answer.kind === "answered" && answer.said.volumes.kind === "known"
      ? [{ host: name, volumes: answer.said.volumes.volumes }]
      : [],
  );
  const all = new Set(known.flatMap(({ volumes }) => volumes.map(({ name }) => name)));
  const notes = known.flatMap(({ host, volumes }): readonly Note[] => {
    const dead = volumes.filter(({ state }) => state === "dead").map(({ name }) => name);
    const names = new Set(volumes.filter(({ state }) => state !== "inactive").map(({ name }) => name));
    const elsewhere = [...all].filter((name) => !names.has(name) && isActiveSomewhere(known, name));
    return [
      ...(dead.length === 0
        ? []
        : [
            note(
              "fail",
              host,
              `On ${host} no device is behind ${listOf(dead)}: look at its paths to the disks.`,
            ),
          ]),
      ...(elsewhere.length === 0
        ? []
        : [note("fail", host, `Active on other hosts and not on ${host}: ${listOf(elsewhere)}.`)]),
    ];
  });
  const silent = nodes.flatMap(({ name, answer }) =>
    answer.kind === "answered" && answer.said.volumes.kind === "unknown"
      ? [note("unknown", name, `${name} cannot tell its volumes: ${answer.said.volumes.reason}.`)]
      : [],
  );
  return [...notes, ...silent];
}

type KnownVolumes = readonly {
  readonly host: string;
  readonly volumes: readonly { readonly name: string; readonly state: string }[];
}[];

function isActiveSomewhere(known: KnownVolumes, name: string): boolean {
  return known.some(({ volumes }) => volumes.some((each) => each.name === name && each.state === "active"));
}

/** So that one line stays readable. */
function listOf(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `${names.slice(0, 5).join(", ")}${more}`;
}

function releaseFindings(nodes: Seen["nodes"]): readonly Note[] {
  const releases = nodes.flatMap(({ name, answer }) =>
    answer.kind === "answered" ? [`${answer.said.xensan} on ${name}`] : [],
  );
  if (new Set(releases.map((each) => each.split(" ")[0])).size < 2) return [];
  return [
    note(
      "fail",
      "cluster",
      `The hosts have different releases of xensan: ${releases.join(", ")}. Install the newest.`,
    ),
  ];
}

function guestFindings({ name, verdict, places, silent }: StatusGuest): readonly Note[] {
  if (verdict === "stands") {
    const [place] = places;
    const what = place === undefined ? "" : ` on ${place.host} (${place.state})`;
    return [note("warn", name, `${name} is there and does not run${what}: look at it there.`)];
  }
  if (verdict !== "unknown") return [];
  return [note("unknown", name, `Whether ${name} runs cannot be told: it may be on ${listOf(silent)}.`)];
}

function evacuationFindings({ host, endedMs }: StatusEvacuation, nodes: Seen["nodes"]): readonly Note[] {
  const answer = nodes.find(({ name }) => name === host)?.answer;
  const isClosed = answer?.kind === "answered" && answer.said.closed !== undefined;
  if (endedMs !== undefined || isClosed) return [];
  return [note("warn", host, `The last evacuation of ${host} was cut off: run xensan repair there.`)];
}
