import type { Outcome } from "../xen/toolstack.ts";

/**
 * The single-holder claim on one guest's disks, on a volume that all hosts share. It follows a holder process on the host
 * that holds it, and never passes to another host by time-out: whoever finds another host's claim is refused, and only
 * an administrator's word that the host is dead, which the cluster's membership and the lease volume both have to
 * bear out, opens it.
 *
 * Every call ends within its `timeoutMs`, and what is no answer is a value. Reasons are one clause without the final
 * stop.
 */
export type Lease = {
  /** The claim as it stands on the lease volume, whoever holds it. */
  readonly view: (guest: string, timeoutMs: number) => Promise<LeaseView>;
  /**
   * Begins to read the claim for the `view`, `acquire` or `release` that comes next, within a second: one of these then need
   * not read it again. What has changed since is found by its version when it is acquired or released.
   */
  readonly lookAhead: (guest: string, timeoutMs: number) => void;
  /** What this host has of it. */
  readonly holding: (guest: string, timeoutMs: number) => Promise<Holding>;
  /**
   * What this host's daemon has in its memory, in one call. A claim that it does not name may be this host's on the volume all
   * the same, as after a restart of the daemon: `holding` tells.
   */
  readonly daemonHoldings: (timeoutMs: number) => Promise<DaemonHoldings>;
  /** Does a host still write its sign of life to the lease volume? Answers for every host of the cluster file. */
  readonly signsOfLife: (timeoutMs: number) => Promise<ReadonlyMap<string, SignOfLife>>;
  /**
   * Makes this host the holder and starts the holder process. A claim that this host holds or has left behind is taken
   * up again. Waits for the host's own entry on the volume where it has none yet (about 20 s).
   *
   * @param expectVersion refuse unless the claim's version was this before; afterwards it is one more, or the same where
   *   this host held it all the time
   * @param from a host of which everybody else's evidence says that it is dead: its claim passes to this host if its
   *   sign of life is "dead" too
   */
  readonly acquire: (
    guest: string,
    expectVersion: number,
    timeoutMs: number,
    from?: string,
  ) => Promise<Acquisition>;
  /** Gives this host its own entry on the volume where it has none yet (about 20 s), so that it can take a claim at once. */
  readonly join: (timeoutMs: number) => Promise<Outcome>;
  /**
   * Gives the claim up and ends the holder process; the guest is not touched. "released" was read back from the volume,
   * and is also said where this host held nothing. Whoever expects a version later takes the one that is said here: a
   * claim from before a restart of the daemon is taken up first, and so has one more.
   */
  readonly release: (guest: string, timeoutMs: number) => Promise<Release>;
};

/** `version` grows by one with each acquisition: the same number twice means that nobody held it in between. */
export type LeaseView =
  | { readonly kind: "free"; readonly version: number; readonly lastOwner: string | undefined }
  /** `owner`: a host of the cluster file, or a sentence fragment such as "host number 7" that no node has. */
  | { readonly kind: "owned"; readonly version: number; readonly owner: string }
  | { readonly kind: "unknown"; readonly reason: string };

export type Holding =
  /** Held, and the holder process watches. */
  | { readonly kind: "held"; readonly version: number; readonly holder: number }
  /** The holder process is gone; the claim on the volume stays, so nobody else can have it. */
  | { readonly kind: "orphaned"; readonly version: number }
  | { readonly kind: "not-held" }
  | { readonly kind: "unknown"; readonly reason: string };

export type DaemonHoldings =
  | { readonly kind: "known"; readonly holdings: ReadonlyMap<string, Holding> }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * "alive" has been seen to write within the time that sanlock allows, "dead" has provably not written for longer than
 * it takes sanlock to give its claims away (its watchdog, where it has one, has fired), or has left in order.
 */
export type SignOfLife = "alive" | "dead" | "unknown";

export type Acquisition =
  | { readonly kind: "acquired"; readonly version: number }
  | { readonly kind: "refused"; readonly reason: string }
  /** It may or may not be held now: ask `holding`. */
  | { readonly kind: "unknown"; readonly reason: string };

export type Release =
  | { readonly kind: "released"; readonly version: number }
  | { readonly kind: "failed"; readonly reason: string };
