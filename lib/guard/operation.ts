/**
 * What a host is doing with a guest, written down durably before it does anything and taken away when nothing is left to
 * do. While it stands, no host begins anything else with the guest. What outlives the program that wrote it is for
 * `repair`.
 */
export type Operation = {
  /** Of its own; the two ends of one hand-over share it. */
  readonly id: string;
  readonly guest: string;
  /** Wall clock, milliseconds since 1970: for people, no decision depends on it. */
  readonly sinceMs: number;
} & (
  | { readonly kind: "start" | "stop" | "continuation" }
  | { readonly kind: "departure"; readonly destination: string }
  /** `claim`: the version of the source's lease when the hand-over began; undefined: there are no leases. */
  | { readonly kind: "arrival"; readonly source: string; readonly claim: number | undefined }
);

/** As other hosts see it. Active: the program that wrote it is still at work, so nobody mends anything. */
export type OpenOperation = {
  readonly operation: Operation;
  readonly active: boolean;
  /** Who is at work, for sentences; undefined: nobody, or it is not known. */
  readonly by?: string;
};

const words: { readonly [kind in Operation["kind"]]: string } = {
  start: "a start",
  stop: "a stop",
  continuation: "a continuation",
  departure: "a migration away",
  arrival: "a migration to it",
};

/** For sentences: "a start", "a migration away". */
export function wordsFor({ kind }: Operation): string {
  return words[kind];
}

/** Since when and by whom, for whoever would do the same: "since 2026-01-31T12:00:00.000Z by root". */
export function workerOf({ operation, by }: OpenOperation): string {
  return `since ${new Date(operation.sinceMs).toISOString()}${by === undefined ? "" : ` by ${by}`}`;
}
