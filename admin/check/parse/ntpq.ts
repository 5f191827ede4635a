import type { ClockFacts } from "../look/clock.ts";

const header = /^\s*remote\s+refid\s+st\s+t\s+when\s+poll\s+reach\s+delay\s+offset\s+(?:jitter|disp)\s*$/m;

/**
 * Reads `ntpq -pn` of ntp 4.2 and NTPsec: a line for each peer, with a star before the one that the clock follows. Its offset
 * is in milliseconds; NTPsec writes small ones with a unit ("132us") and large ones with an "s".
 */
export function parsePeers(text: string): ClockFacts {
  if (!header.test(text))
    return { kind: "unknown", reason: "ntpq printed something other than its list of peers" };
  const chosen = text.split("\n").find((line) => line.startsWith("*") || line.startsWith("o"));
  if (chosen === undefined) return { kind: "kept", by: "ntp", isSynchronised: false, offsetMs: undefined };
  const fields = chosen.slice(1).trim().split(/\s+/);
  const offsetMs = fields.length < 10 ? undefined : milliseconds(fields.at(-2) ?? "");
  // 127.127.1.0 is the host's own clock; NTPsec calls it LOCAL(0).
  const isOwn = /^(?:127\.127\.1\.\d+|LOCAL\(\d+\))$/.test(fields[0] ?? "");
  return {
    kind: "kept",
    by: "ntp",
    isSynchronised: !isOwn,
    offsetMs: offsetMs === undefined ? undefined : Math.round(Math.abs(offsetMs)),
  };
}

function milliseconds(text: string): number | undefined {
  const [, number, unit = "ms"] = /^([+-]?[\d.]+)(ns|us|ms|s)?$/.exec(text) ?? [];
  const factor = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3 }[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}
