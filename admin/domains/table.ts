import { whyClosed } from "../../lib/guard/intake/closure.ts";
import { wordsFor } from "../../lib/guard/operation.ts";
import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import { columns } from "../columns.ts";
import type { GuestSight, LeaseSight, Place } from "./sight.ts";

const heading = ["GUEST", "WHERE", "STATE", "MEMORY", "LEASE", "SINCE"];

/** A line for each guest and place, and below the table what is wrong, what is unfinished and who is silent. */
export function renderDomains(
  sights: readonly GuestSight[],
  answers: ReadonlyMap<string, OverviewAnswer>,
): string {
  const table = columns([heading, ...sights.flatMap(rowsOf)]);
  const notes = [
    ...sights.flatMap(shoutOf),
    ...[...answers].flatMap(([host, answer]) =>
      answer.kind === "silent" ? [`${host} does not answer: ${answer.reason}.`] : [],
    ),
    ...sights.flatMap(notesOn(answers)),
    ...[...answers].flatMap(closureOf),
    ...[...answers].flatMap(othersOn),
  ];
  return [...table, ...(notes.length > 0 ? ["", ...notes] : [])].map((line) => `${line}\n`).join("");
}

function rowsOf({ guest, verdict, places, lease }: GuestSight): readonly (readonly string[])[] {
  const holder = leaseCell(lease);
  if (places.length === 0) {
    return [[guest, verdict === "stopped" ? "-" : "unknown", verdict, "-", holder, "-"]];
  }
  return places.map((place) => [
    guest,
    place.host,
    stateCell(place),
    `${place.memoryMiB} MiB`,
    holder,
    sinceCell(place),
  ]);
}

const roleWords = {
  itself: "",
  arriving: "arriving, ",
  left: "left over, ",
  leaving: "leaving, ",
  zombie: "left over, ",
};

function stateCell({ role, state }: Place): string {
  return `${roleWords[role]}${state}`;
}

function leaseCell(lease: LeaseSight): string {
  switch (lease.kind) {
    case "none":
    case "free":
      return "-";
    case "unknown":
      return "unknown";
    case "held":
      return lease.watched === false ? `${lease.host} (not watched)` : lease.host;
  }
}

/** In UTC: the hosts need not have one time zone. */
function sinceCell({ since }: Place): string {
  if (since === undefined) return "unknown";
  return `${new Date(since.sinceMs).toISOString().slice(0, 16).replace("T", " ")}Z by ${since.by}`;
}

function shoutOf({ guest, verdict, places }: GuestSight): readonly string[] {
  if (verdict !== "twice") return [];
  const hosts = [...new Set(places.map(({ host }) => host))].join(" AND ON ");
  return [
    `${guest.toUpperCase()} RUNS ON ${hosts}: its disks are being damaged! Run xensan stop ${guest} --force on one of them NOW.`,
  ];
}

function notesOn(answers: ReadonlyMap<string, OverviewAnswer>) {
  return ({ guest, verdict, places, lease, open, silent }: GuestSight): readonly string[] => {
    const running = verdict === "runs" ? places[0]?.host : undefined;
    const without =
      running !== undefined && (lease.kind === "free" || (lease.kind === "held" && lease.host !== running))
        ? [`${guest} runs on ${running} without its lease: run xensan repair ${guest} there.`]
        : [];
    const unwatched =
      lease.kind === "held" && lease.watched === false
        ? [`${guest}: nobody watches its lease on ${lease.host}: run xensan repair ${guest} there.`]
        : [];
    return [
      ...without,
      ...unwatched,
      ...open.map((each) => openNote(guest, each)),
      // Who does not answer at all is named once for all guests.
      ...silent
        .filter(({ host }) => answers.get(host)?.kind === "answered")
        .map(({ host, reason }) => `${guest}: ${host} cannot say whether it is there: ${reason}.`),
    ];
  };
}

function openNote(guest: string, { host, open }: GuestSight["open"][number]): string {
  if (open.kind === "unreadable") return `${guest} on ${host}: ${open.reason}.`;
  const what = `${wordsFor(open.operation)} of ${guest} on ${host}`;
  const since = new Date(open.operation.sinceMs).toISOString();
  return open.active
    ? `${what} is under way since ${since}${open.by === undefined ? "" : ` by ${open.by}`}.`
    : `${what}, begun ${since}, is unfinished: run xensan repair ${guest} there.`;
}

function closureOf([host, answer]: readonly [string, OverviewAnswer]): readonly string[] {
  if (answer.kind === "silent" || answer.overview.closed === undefined) return [];
  return [`No guest is taken in there: ${whyClosed(answer.overview.closed, host)}.`];
}

function othersOn([host, answer]: readonly [string, OverviewAnswer]): readonly string[] {
  if (answer.kind === "silent" || answer.overview.others.kind === "unknown") return [];
  const names = answer.overview.others.domains.map(({ domid, name }) => name ?? `domain ${domid}`);
  return names.length === 0 ? [] : [`Also on ${host}, and not in the cluster file: ${names.join(", ")}.`];
}
