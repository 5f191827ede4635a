import type { Reading, Upgrading } from "./reading.ts";

/**
 * A score as Pacemaker's schema takes it. Heartbeat 2 read anything with strtol: "12.5" was 12 and "high" was 0.
 */
export function upgradeScore(upgrading: Upgrading, reading: Reading): string | undefined {
  const text = reading.attribute("score");
  if (text === undefined) return undefined;
  if (/^[+-]?\d{1,9}$/.test(text)) return text;
  const infinity = /^([+-]?)infinity$/i.exec(text);
  if (infinity) return `${infinity[1]}INFINITY`;
  const number = /^\s*([+-]?\d{1,9})/.exec(text)?.[1] ?? "0";
  const what = `score="${text}" is written as ${number}`;
  upgrading.report.changed(
    reading.at,
    what,
    "that is how Heartbeat 2 read it",
    "check that it is what was meant",
  );
  return number;
}
