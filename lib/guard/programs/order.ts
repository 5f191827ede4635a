/** What every program is told. `id`: chosen by whoever orders it, never used before. */
export type Order = {
  readonly guest: string;
  /** The host where the program runs. */
  readonly here: string;
  readonly id: string;
  /** Wall clock, milliseconds since 1970. */
  readonly sinceMs: number;
  /** Whether the cluster has a lease volume. */
  readonly leased: boolean;
};
