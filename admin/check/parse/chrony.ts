import type { ClockFacts } from "../look/clock.ts";

/** Reads `chronyc -c -n tracking` (chrony 2.4 and later): fourteen values between commas, the offset in seconds. */
export function parseTracking(text: string): ClockFacts {
  const values = text.trimEnd().split(",");
  const [reference, , stratum, , offset, ...rest] = values;
  const seconds = Number(offset);
  const leap = rest.at(-1) ?? "";
  if (
    values.length !== 14 ||
    !/^[0-9A-F]{8}$/.test(reference ?? "") ||
    !/^\d+$/.test(stratum ?? "") ||
    !Number.isFinite(seconds)
  ) {
    return { kind: "unknown", reason: "chronyc printed something other than its tracking" };
  }
  // 7F7F0101 is the host's own clock, which serves where no server answers.
  const isSynchronised = leap !== "Not synchronised" && reference !== "00000000" && reference !== "7F7F0101";
  return { kind: "kept", by: "chrony", isSynchronised, offsetMs: Math.round(Math.abs(seconds) * 1_000) };
}
