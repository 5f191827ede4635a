import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import { columns } from "../columns.ts";
import { notesOf } from "./notes.ts";
import type { GuestSight, Place } from "./sight.ts";
import { leaseText, roleWords } from "./words.ts";

const heading = ["GUEST", "WHERE", "STATE", "MEMORY", "LEASE", "SINCE"];

/** A line for each guest and place, and below the table what is wrong, what is unfinished and who is silent. */
export function renderDomains(
  sights: readonly GuestSight[],
  answers: ReadonlyMap<string, OverviewAnswer>,
): string {
  const table = columns([heading, ...sights.flatMap(rowsOf)]);
  const notes = notesOf(sights, answers).map(({ sentence }) => sentence);
  return [...table, ...(notes.length > 0 ? ["", ...notes] : [])].map((line) => `${line}\n`).join("");
}

function rowsOf({ guest, verdict, places, lease }: GuestSight): readonly (readonly string[])[] {
  const holder = leaseText(lease);
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

function stateCell({ role, state }: Place): string {
  return `${roleWords[role]}${state}`;
}

/** In UTC: the hosts need not have one time zone. */
function sinceCell({ since }: Place): string {
  if (since === undefined) return "unknown";
  return `${new Date(since.sinceMs).toISOString().slice(0, 16).replace("T", " ")}Z by ${since.by}`;
}
