/** Everything that a plan is made from. Pure: whoever gathers it asks the hosts. */
export type Situation = {
  /** The host that is to be emptied. */
  readonly here: string;
  readonly guests: readonly RunningGuest[];
  /** Every other host of the cluster file, in its order. */
  readonly peers: readonly Peer[];
  /** Moves at a time from here to one peer; at least 1. */
  readonly concurrency: number;
  /** Stays free on every peer. */
  readonly dom0ReserveMiB: number;
  /** The one host that an administrator named. Undefined: any. */
  readonly onlyTo?: string;
};

/** A guest that has a domain on the host that is to be emptied. */
export type RunningGuest = {
  readonly name: string;
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** Of the cluster file: the higher is moved first. */
  readonly priority: number;
  /** Of the cluster file: the only hosts where it may run; empty: any. */
  readonly pins: readonly string[];
  /** Why it cannot be moved at all, one clause; undefined: it can. */
  readonly obstacle?: string;
  /** Hosts that shall not be tried again, each with why: one clause. */
  readonly refusedBy?: ReadonlyMap<string, string>;
};

export type Peer = {
  readonly name: string;
  /** Undefined: the cluster file has none, so nothing can be sent there. */
  readonly migrationAddress: string | undefined;
  readonly sight: PeerSight;
  /** Seconds that a move there takes for each MiB, and besides, once it is prepared: measured ones, or assumed. */
  readonly pace: Pace;
  /** For each move from here that is under way there: seconds that it is likely to take yet. */
  readonly underWaySeconds: readonly number[];
};

export type PeerSight =
  /** One clause. */
  | { readonly kind: "silent"; readonly reason: string }
  | {
      readonly kind: "seen";
      /** As its hypervisor says. */
      readonly freeMiB: number;
      /** What guests that are on their way there, from anywhere, do not have yet. */
      readonly arrivingMiB: number;
      /** Why it takes nobody in, one clause: it is being emptied or in maintenance. Undefined: it does. */
      readonly closed: string | undefined;
      /** It goes down: guests are not to be sent there, and none will come back from there. */
      readonly shuttingDown: boolean;
    };

export type Pace = { readonly secondsPerMiB: number; readonly secondsBesides: number };

export type Plan = {
  /** In the order in which they begin. */
  readonly moves: readonly Move[];
  readonly leftovers: readonly Leftover[];
  /** Until the last move ends. */
  readonly seconds: number;
  /** `within`: so many times the shortest possible time at the most, for these moves; 1: no plan is faster. */
  readonly within: number;
  /** Whether every way to do it was looked at: then nobody moves more guests, nor the same number sooner. */
  readonly proven: boolean;
};

export type Move = {
  readonly guest: string;
  readonly to: string;
  readonly memoryMiB: number;
  /** From the beginning of the plan. */
  readonly beginsAfterSeconds: number;
  readonly seconds: number;
};

export type Leftover = {
  readonly guest: string;
  readonly memoryMiB: number;
  /** One clause without the final stop. */
  readonly reason: string;
  /** A host where it could go does not answer: it may do so at the next look. */
  readonly forWantOfAnswer: boolean;
};

/**
 * What a guest takes of a destination's memory: besides its own, shadow or nested page tables (libxl_get_required_shadow_memory
 * of Xen 4.17: 1 MiB for each processor and 8 KiB for each MiB).
 */
export function neededMiB({ memoryMiB, vcpus }: Pick<RunningGuest, "memoryMiB" | "vcpus">): number {
  return memoryMiB + Math.ceil(Math.max(1, vcpus) + memoryMiB / 128);
}
