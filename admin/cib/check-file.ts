import { type CheckReport, checkCib, type LookedAt } from "../../cib/check/check.ts";
import type { Finding } from "../../cib/check/finding.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { readInput } from "./input.ts";
import { count, labelled } from "./lay-out.ts";

/** `xensan cib check`. */
export function check(terminal: Terminal, file: string, json: boolean): void {
  const report = checkCib(readInput(terminal, file));
  if (report.kind === "refused") {
    throw new AdminError(adminExit.usage, `${file === "-" ? "standard input" : file}: ${report.reason}`);
  }
  const { dialect, lookedAt, findings } = report;
  terminal.out(
    json ? `${JSON.stringify({ dialect, lookedAt, findings }, undefined, 2)}\n` : reportText(report),
  );
  if (findings.length > 0) terminal.endWith(adminExit.refused);
}

type Checked = Extract<CheckReport, { readonly kind: "checked" }>;

function reportText(report: Checked): string {
  const { findings } = report;
  const sum = `${dialectNames[report.dialect]}; ${lookedAtText(report.lookedAt)}`;
  if (findings.length === 0) return `clean: ${sum}\n`;
  return `${findings.map(findingText).join("\n")}\n${count(findings.length, "finding")}: ${sum}\n`;
}

function findingText({ code, line, path, what, why, mend }: Finding): string {
  return labelled(
    [
      [line === undefined ? "" : `line ${line}`, path],
      [code, what],
      ["  why", why],
      ["  mend", mend],
    ],
    0,
  );
}

function lookedAtText({ resources, guests, evms, constraints, clusterOptions }: LookedAt): string {
  const inside = `${count(guests, "guest")}, ${evms} EvmsSCC`;
  const options = clusterOptions ? "cluster options" : "no cluster options";
  return `${count(resources, "resource")} (${inside}), ${count(constraints, "constraint")}, ${options}`;
}

const dialectNames: { readonly [D in Checked["dialect"]]: string } = {
  heartbeat2: "Heartbeat 2's form",
  pacemaker: "Pacemaker's form",
  mixed: "two forms at once",
  unknown: "either form",
};
