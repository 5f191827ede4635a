import { CibError, type Path } from "./cib-error.ts";

/** Milliseconds that both dialects can hold: their timers count in 32 bits. About 24 days. */
export const longestMs = 2 ** 31 - 1;

/** @throws CibError unless the value is a whole number of milliseconds from `least` to 2^31-1 */
export function checkMs(name: string, value: unknown, path: Path, least = 0): void {
  if (value === undefined) return;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= longestMs) return;
  throw new CibError(
    path,
    `${name} is ${JSON.stringify(value)}; it takes whole milliseconds from ${least} to ${longestMs}`,
  );
}

/**
 * "500ms", "30s", "10min" or "2h" in milliseconds; "0" needs no unit. Undefined for anything else: a bare number is
 * seconds to a cluster and milliseconds to many people, so it is not guessed at.
 */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const found = /^(\d{1,10})(ms|s|sec|m|min|h|hr)$/.exec(text);
  const factor = factors.get(found?.[2] ?? "");
  if (!found || factor === undefined) return undefined;
  const ms = Number(found[1]) * factor;
  return ms <= longestMs ? ms : undefined;
}

/** As both dialects read it: "0", "30s", or "1500ms" for what is no whole number of seconds. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0";
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

const factors = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["sec", 1_000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["hr", 3_600_000],
]);
