import type { Cost } from "./measure.ts";
import { nodePairsOf, pairsOf, type Result } from "./result.ts";

/** Markdown that a terminal shows well too: one column for the name, all others to the right. */
export function agentTable(result: Result): string {
  const rows = pairsOf(result).map(({ name, ours, stock }) => [
    name,
    ...both(ours, stock, ({ cpuMs }) => cpuMs.toFixed(1)),
    (ours.cpuMs / stock.cpuMs).toFixed(2),
    ...both(ours, stock, ({ wallMs }) => wallMs.toFixed(1)),
    ...both(ours, stock, ({ peakMiB }) => peakMiB.toFixed(1)),
    ...both(ours, stock, ({ processes }) => String(processes)),
  ]);
  const heading = [
    "one run",
    "CPU ms",
    "stock",
    "ratio",
    "wall ms",
    "stock",
    "peak MiB",
    "stock",
    "processes",
    "stock",
  ];
  return laidOut([heading, ...rows]);
}

export function nodeTable(result: Result): string {
  const rows = nodePairsOf(result).map(({ name, ours, stock }) => [
    name,
    ...both(ours, stock, ({ cpuMs }) => cpuMs.toFixed(1)),
    (ours.cpuMs / stock.cpuMs).toFixed(2),
  ]);
  return laidOut([["one run", "CPU ms", "empty script", "ratio"], ...rows]);
}

export function baseTable({ costs }: Result): string {
  const rows = [...costs]
    .filter(([{ whose }]) => whose === "base")
    .map(([{ name }, { cpuMs, peakMiB }]) => [name, cpuMs.toFixed(1), peakMiB.toFixed(1)]);
  return laidOut([["to compare with", "CPU ms", "peak MiB"], ...rows]);
}

function both(ours: Cost, stock: Cost, text: (cost: Cost) => string): readonly string[] {
  return [text(ours), text(stock)];
}

/** Its first row is the heading. */
export function laidOut([heading = [], ...rows]: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(heading), rule, ...rows.map(line)].join("\n");
}
