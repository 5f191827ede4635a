import { barOf } from "../../lib/evacuation/show/bar.ts";

/** How far a step is that tells it: of a migration, the memory of the copy on its destination. */
export type Part = { readonly doneMiB: number; readonly allMiB: number };

export type Moment = {
  /** A guest, a command. */
  readonly subject: string;
  /** What is under way: "its migration". */
  readonly what: string;
  readonly elapsedMs: number;
  readonly part: Part | undefined;
};

/** One line, shorter than 80 columns for what has a number. */
export function lineFor({ subject, what, elapsedMs, part }: Moment): string {
  const time = durationInWords(elapsedMs);
  if (part === undefined) return `${subject}: ${what}, ${time}`;
  return `${subject}: ${what}, ${percentOf(part)} % of ${part.allMiB} MiB, ${time}`;
}

export function barFor(part: Part): string {
  return barOf(percentOf(part) / 100);
}

/** The copy can have more than its source shows, by pages of its own. */
function percentOf({ doneMiB, allMiB }: Part): number {
  return allMiB <= 0 ? 0 : Math.min(100, Math.floor((doneMiB * 100) / allMiB));
}

/** "12 s", "3 min 05 s", "2 h 10 min". */
export function durationInWords(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(seconds / 3_600)} h ${String(Math.floor((seconds % 3_600) / 60)).padStart(2, "0")} min`;
}
