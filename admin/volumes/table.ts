import { columns } from "../columns.ts";
import type { NodeAnswer } from "./ask.ts";
import { differencesIn, isUsable, listed, problemOf, resultOf, type Spread } from "./judge.ts";

const resultWords = {
  done: "done",
  asked: "asked",
  "would-do": "would do",
  failed: "failed",
  silent: "no answer",
};

/** How an activation went: a line for each node, and below them what is wrong. */
export function renderActivation(answers: readonly NodeAnswer[], dryRun: boolean): string {
  const rows = answers.map((each) => {
    const { node, answer, tookMs } = each;
    const report = answer.kind === "answered" ? answer.report : undefined;
    const usable = report?.volumes.filter(isUsable).length;
    return [
      node,
      resultWords[resultOf(each, dryRun)],
      answer.kind === "asked" ? "EVMS" : (report?.manager ?? "-"),
      report === undefined ? "-" : `${usable} of ${report.volumes.length}`,
      `${(tookMs / 1_000).toFixed(1)} s`,
    ];
  });
  const table = columns([["NODE", "RESULT", "BY", "USABLE", "TOOK"], ...rows]);
  const plans = dryRun ? answers.flatMap(planOf) : [];
  return paragraphs(table, [...plans, ...answers.flatMap((each) => troubleWith(each, dryRun))]);
}

function planOf({ node, answer }: NodeAnswer): readonly string[] {
  if (answer.kind !== "answered" || answer.report.problem !== undefined) return [];
  const { manager, volumes } = answer.report;
  const missing = volumes.filter((volume) => !isUsable(volume)).map(({ path }) => path);
  const now =
    missing.length > 0
      ? `not usable now: ${missing.join(", ")}`
      : volumes.length === 0
        ? "none is active now"
        : `${volumes.length} usable already`;
  return [`${node}: ${manager === "EVMS" ? "evms_activate" : "lvchange"} would be run; ${now}.`];
}

/** Volumes, and on which hosts each is usable. */
export function renderSpread(spreads: readonly Spread[], answers: readonly NodeAnswer[]): string {
  const isAlone = answers.length === 1;
  const rows = spreads.map((spread) => {
    const usable = spread.sights.filter(({ sight }) => sight !== undefined && isUsable(sight));
    const others = spread.sights.filter(({ sight }) => sight === undefined || !isUsable(sight));
    const where = isAlone
      ? [usable.length > 0 ? "usable" : (others[0]?.sight?.state ?? "absent")]
      : [whereIn(usable, spread.sights.length), whereIn(others, spread.sights.length)];
    return [spread.name, sizeIn(spread), ...where, spread.path];
  });
  const heading = ["VOLUME", "SIZE", ...(isAlone ? ["STATE"] : ["USABLE ON", "NOT ON"]), "DEVICE"];
  const table = rows.length === 0 ? ["No volumes."] : columns([heading, ...rows]);
  const notes = [
    ...answers.flatMap((each) => troubleWith(each, true)),
    ...spreads.flatMap((spread) => differencesIn(spread)),
  ];
  return paragraphs(table, notes);
}

function whereIn(nodes: Spread["sights"], all: number): string {
  if (nodes.length === 0) return "-";
  return nodes.length === all && all > 1 ? `all ${all} hosts` : listed(nodes);
}

function sizeIn({ sights }: Spread): string {
  const sizes = [...new Set(sights.flatMap(({ sight }) => sight?.size ?? []))];
  return sizes.length === 0 ? "-" : sizes.map(sizeInWords).join(" or ");
}

/** "512 KiB", "1.5 GiB": binary units, as LVM2's are. */
export function sizeInWords(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(2)} ${units[power]}`;
}

function troubleWith({ node, answer }: NodeAnswer, dryRun: boolean): readonly string[] {
  if (answer.kind === "silent") return [`${node} does not answer: ${answer.reason}.`];
  const problem = answer.kind === "asked" ? answer.problem : problemOf(answer.report, dryRun);
  return problem === undefined ? [] : [`${node}: ${problem}.`];
}

function paragraphs(table: readonly string[], notes: readonly string[]): string {
  return [...table, ...(notes.length > 0 ? ["", ...notes] : [])].map((line) => `${line}\n`).join("");
}
