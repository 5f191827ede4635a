import { columns } from "../columns.ts";
import type { Finding } from "./finding.ts";

/** A line for each finding, and below it how to mend what is wrong; at the end how many there are of each kind. */
export function renderFindings(findings: readonly Finding[]): string {
  const words = columns([["", ""], ...findings.map(({ status, check }) => [shown[status], check])]).slice(1);
  const width = Math.max(0, ...words.map((each) => each.length));
  const lines = findings.flatMap(({ sentence, mend }, index) => [
    `${(words[index] ?? "").padEnd(width)}  ${sentence}`,
    ...(mend === undefined ? [] : [`${" ".repeat(width)}  ${mend}`]),
  ]);
  return [...lines, "", summary(findings)].map((line) => `${line}\n`).join("");
}

const shown: { readonly [status in Finding["status"]]: string } = {
  ok: "ok",
  warn: "warn",
  fail: "FAIL",
  unknown: "unknown",
};

function summary(findings: readonly Finding[]): string {
  const count = (status: Finding["status"]) => findings.filter((each) => each.status === status).length;
  return `${count("ok")} ok, ${count("warn")} to look at, ${count("fail")} wrong, ${count("unknown")} cannot be told.`;
}
