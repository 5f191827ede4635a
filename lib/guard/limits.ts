/** How long each kind of step may take, in milliseconds. */
export type Limits = {
  /** One question to the toolstack. */
  readonly lookMs: number;
  /** How long a host waits for other domains that are just being created, before it says that it cannot tell their disks. */
  readonly creationPatienceMs: number;
  /** Between two looks that see nothing; a guest that reboots is gone for one or two seconds. */
  readonly apartMs: number;
  readonly createMs: number;
  /** Of the request; how long the guest may then take is `stopPatienceMs`. */
  readonly shutDownMs: number;
  readonly stopPatienceMs: number;
  readonly briefPatienceMs: number;
  readonly destroyMs: number;
  /**
   * Also of letting it go on. Sanlock's daemon says "held" up to 80 s after the last sign of life that it wrote, and other
   * hosts are given the claim 140 s after that: a look at the lease and what lets a guest go on have to end within 60 s
   * together, with the grace that each gets (carry-out.ts).
   */
  readonly pauseMs: number;
  readonly resumeMs: number;
  /** Cut off, a migration may leave its guest suspended: long enough for the largest one on a slow line. */
  readonly migrateMs: number;
  /** Until another host has reported: it looks at its toolstack twice, and waits between two looks and for creations. */
  readonly reportMs: number;
  /** Until another host has done its part of a hand-over, the lease included. */
  readonly tellMs: number;
  /** How long the destination of a hand-over waits with its part for another program that is at work with the guest there. */
  readonly turnMs: number;
  readonly membershipMs: number;
  readonly viewLeaseMs: number;
  /** A host that has no entry on the lease volume yet waits some 20 s for it. */
  readonly acquireMs: number;
  readonly releaseMs: number;
  readonly waitMs: number;
};

export const defaultLimits: Limits = {
  lookMs: 15_000,
  creationPatienceMs: 12_000,
  apartMs: 3_000,
  createMs: 180_000,
  shutDownMs: 30_000,
  stopPatienceMs: 300_000,
  briefPatienceMs: 20_000,
  destroyMs: 60_000,
  pauseMs: 10_000,
  resumeMs: 20_000,
  migrateMs: 4 * 3_600_000,
  reportMs: 90_000,
  tellMs: 240_000,
  turnMs: 45_000,
  membershipMs: 32_000,
  viewLeaseMs: 20_000,
  acquireMs: 120_000,
  releaseMs: 60_000,
  waitMs: 1_000,
};
