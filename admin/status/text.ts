import { columns } from "../columns.ts";
import { leaseText } from "../domains/words.ts";
import type { Status, StatusGuest } from "./document.ts";
import {
  clusterText,
  durationText,
  evacuationText,
  guestsOn,
  levelWords,
  membershipText,
  memoryText,
  momentText,
  sinceText,
  stateText,
  verdictText,
  volumesText,
} from "./words.ts";

/** For a person at a terminal: what is wrong comes first, since a small screen cuts the rest off. */
export function renderStatus(status: Status): string {
  const { asked, takenMs, tookMs, cluster, findings } = status;
  const lines = [
    `${verdictText(status)}.`,
    `${momentText(takenMs)}, asked on ${asked} in ${durationText(tookMs)}. Cluster: ${clusterText(cluster)}.`,
    ...section(findings.map(({ level, sentence }) => `${levelWords[level].padEnd(8)} ${sentence}`)),
    ...section(columns([["NODE", "CLUSTER", "VOLUMES", "FREE MEMORY", "GUESTS"], ...nodeRows(status)])),
    ...section(guestLines(status.guests)),
    ...section(status.evacuations.map((each) => `Last evacuation of ${each.host}: ${evacuationText(each)}`)),
  ];
  // What other programs said is in it, and a terminal would obey it.
  return lines.map((line) => `${line.replaceAll(/\p{Cc}/gu, "?")}\n`).join("");
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function nodeRows({ nodes, guests, cluster }: Status): readonly (readonly string[])[] {
  return nodes.map((node) => {
    const here = guestsOn(node, guests);
    const names = here === undefined ? "does not answer" : here.join(" ") || "-";
    return [node.name, membershipText(node, cluster), volumesText(node), memoryText(node), names];
  });
}

function guestLines(guests: Status["guests"]): readonly string[] {
  if (guests.length === 0) return ["The cluster file has no guests."];
  return columns([["GUEST", "WHERE", "STATE", "MEMORY", "LEASE", "SINCE"], ...guests.flatMap(guestRows)]);
}

function guestRows(guest: StatusGuest): readonly (readonly string[])[] {
  const { name, verdict, places } = guest;
  if (places.length === 0) {
    return [[name, verdict === "stopped" ? "-" : "unknown", verdict, "-", leaseText(guest.lease), "-"]];
  }
  return places.map((place) => [
    ...[name, place.host, stateText(place), `${place.memoryMiB} MiB`],
    ...[leaseText(guest.lease), sinceText(place)],
  ]);
}
