import type { DiskUse, HostAnswer, HostReport } from "../../lib/guard/facts.ts";
import { wordsFor } from "../../lib/guard/operation.ts";

import { columns } from "../columns.ts";

export type NamedAnswer = { readonly guest: string; readonly answer: HostAnswer };

/** One line for each guest, and below the table what does not fit into it. */
export function renderReports(here: string, reports: readonly NamedAnswer[]): string {
  const heading = ["GUEST", `ON ${here}`, "DISKS", "UNDER WAY"];
  const table = columns([heading, ...reports.map(rowOf)]);
  const notes = reports.flatMap(({ guest, answer }) => notesOn(answer).map((note) => `${guest}: ${note}.`));
  return [...table, ...(notes.length > 0 ? ["", ...notes] : [])].map((line) => `${line}\n`).join("");
}

function rowOf({ guest, answer }: NamedAnswer): readonly string[] {
  if (answer.kind === "silent") return [guest, "unknown", "unknown", "unknown"];
  const { presence, uses, open, busy } = answer.report;
  const domains = presence.kind === "running" ? presence.domains : [];
  const where = domains.map(({ domain }) => `${domain.state} (domain ${domain.domid})`).join(", ");
  const disks = uses.kind === "unknown" ? "unknown" : uses.uses.length === 0 ? "no other user" : "in use";
  const programs = busy.length === 0 ? "nothing" : "a program of the toolstack";
  const deed =
    open === undefined ? programs : `${wordsFor(open.operation)}${open.active ? "" : ", unfinished"}`;
  return [guest, where || presence.kind, disks, deed];
}

function notesOn(answer: HostAnswer): readonly string[] {
  if (answer.kind === "silent") return [answer.reason];
  const { presence, uses, open, busy } = answer.report;
  return [
    ...(presence.kind === "unknown" ? [presence.reason] : []),
    ...(uses.kind === "unknown" ? [uses.reason] : uses.uses.map(sentenceFor)),
    ...openNotes(open),
    ...busy.map((program) => `${program} is at work`),
  ];
}

function openNotes(open: HostReport["open"]): readonly string[] {
  if (open === undefined) return [];
  const { operation, active } = open;
  const since = `${wordsFor(operation)} is on record since ${new Date(operation.sinceMs).toISOString()}`;
  return [active ? since : `${since} and nobody is at work on it: run xensan repair ${operation.guest}`];
}

function sentenceFor({ disk, user, access }: DiskUse): string {
  return `${user} ${access === "read" ? "reads" : "writes"} its disk ${disk}`;
}
