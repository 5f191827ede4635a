const width = 20;

/** "[##########..........]". @param part of 1 */
export function barOf(part: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, part)) * width);
  return `[${"#".repeat(filled)}${".".repeat(width - filled)}]`;
}

/** One line for what is under way, with a bar of the time that is expected for it. */
export function moveLine(
  { guest, what, expectedMs }: { readonly guest: string; readonly what: string; readonly expectedMs: number },
  step: string | undefined,
  elapsedMs: number,
): string {
  // Who takes longer than expected is not at its end.
  const part = expectedMs <= 0 ? 0 : Math.min(0.99, elapsedMs / expectedMs);
  const percent = `${String(Math.floor(part * 100)).padStart(3)} %`;
  const time = `${seconds(elapsedMs)} of about ${seconds(expectedMs)} s`;
  return `${guest.padEnd(17)} ${barOf(part)} ${percent}  ${what}, ${time}${step === undefined ? "" : `: ${step}`}`;
}

export function seconds(ms: number): string {
  return String(Math.round(ms / 1_000));
}
