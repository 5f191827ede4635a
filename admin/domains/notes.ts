import { destroyAllButOne } from "../../lib/guard/destroy-all-but-one.ts";
import { whyClosed } from "../../lib/guard/intake/closure.ts";
import { wordsFor } from "../../lib/guard/operation.ts";
import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import { mayExecute } from "../../lib/xen/domain.ts";
import type { GuestSight } from "./sight.ts";

/** "fail" is wrong, "unknown" cannot be told, "warn" may become wrong, "info" is worth knowing. */
export const levels = ["fail", "unknown", "warn", "info"] as const;
export type Level = (typeof levels)[number];

export type Note = {
  readonly level: Level;
  /** Which host or guest it is about. */
  readonly about: string;
  /** Whole, with what to do. */
  readonly sentence: string;
};

type Answers = ReadonlyMap<string, OverviewAnswer>;

/** What a table of guests does not show: what is wrong, who is silent, what is unfinished, what else runs there. */
export function notesOf(sights: readonly GuestSight[], answers: Answers): readonly Note[] {
  return [
    ...sights.flatMap(shoutOf),
    ...[...answers].flatMap(([host, answer]) =>
      answer.kind === "silent" ? [unknown(host, `${host} does not answer: ${answer.reason}.`)] : [],
    ),
    ...sights.flatMap((sight) => notesOn(sight, answers)),
    ...[...answers].flatMap(closureOf),
    ...[...answers].flatMap(othersOn),
  ];
}

function shoutOf({ guest, verdict, places }: GuestSight): readonly Note[] {
  if (verdict !== "twice") return [];
  const hosts = [...new Set(places.map(({ host }) => host))].join(" AND ON ");
  const deed = destroyAllButOne(
    guest,
    places.filter(({ state }) => mayExecute(state)),
  );
  return [fail(guest, `${guest.toUpperCase()} RUNS ON ${hosts}, and its disks are being damaged: ${deed}.`)];
}

function notesOn(
  { guest, verdict, places, lease, open, silent }: GuestSight,
  answers: Answers,
): readonly Note[] {
  const running = verdict === "runs" ? places[0]?.host : undefined;
  const without =
    running !== undefined && (lease.kind === "free" || (lease.kind === "held" && lease.host !== running))
      ? [fail(guest, `${guest} runs on ${running} without its lease: run xensan repair ${guest} there.`)]
      : [];
  const unwatched =
    lease.kind === "held" && lease.watched === false
      ? [
          fail(
            guest,
            `${guest}: nobody watches its lease on ${lease.host}: run xensan repair ${guest} there.`,
          ),
        ]
      : [];
  return [
    ...without,
    ...unwatched,
    ...open.map((each) => openNote(guest, each)),
    // Who does not answer at all is named once for all guests.
    ...silent
      .filter(({ host }) => answers.get(host)?.kind === "answered")
      .map(({ host, reason }) =>
        unknown(guest, `${guest}: ${host} cannot say whether it is there: ${reason}.`),
      ),
  ];
}

function openNote(guest: string, { host, open }: GuestSight["open"][number]): Note {
  if (open.kind === "unreadable") return unknown(guest, `${guest} on ${host}: ${open.reason}.`);
  const what = `${wordsFor(open.operation)} of ${guest} on ${host}`;
  const since = new Date(open.operation.sinceMs).toISOString();
  return open.active
    ? {
        level: "info",
        about: guest,
        sentence: `${what} is under way since ${since}${open.by === undefined ? "" : ` by ${open.by}`}.`,
      }
    : fail(guest, `${what}, begun ${since}, is unfinished: run xensan repair ${guest} there.`);
}

function closureOf([host, answer]: readonly [string, OverviewAnswer]): readonly Note[] {
  if (answer.kind === "silent" || answer.overview.closed === undefined) return [];
  const { closed } = answer.overview;
  const sentence = `No guest is taken in there: ${whyClosed(closed, host)}.`;
  return [{ level: closed.kind === "unclear" ? "warn" : "info", about: host, sentence }];
}

function othersOn([host, answer]: readonly [string, OverviewAnswer]): readonly Note[] {
  if (answer.kind === "silent" || answer.overview.others.kind === "unknown") return [];
  const names = answer.overview.others.domains.map(({ domid, name }) => name ?? `domain ${domid}`);
  if (names.length === 0) return [];
  const sentence = `Also on ${host}, and not in the cluster file: ${names.join(", ")}.`;
  return [{ level: "info", about: host, sentence }];
}

function fail(about: string, sentence: string): Note {
  return { level: "fail", about, sentence };
}

function unknown(about: string, sentence: string): Note {
  return { level: "unknown", about, sentence };
}
