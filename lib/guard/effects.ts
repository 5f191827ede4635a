import type { Clock } from "../system/clock.ts";
import type { Listing, Presence } from "../xen/presence.ts";
import type { Toolstack, Transport } from "../xen/toolstack.ts";
import type { HostAnswer, Standing } from "./facts.ts";
import type { Lease } from "./lease.ts";
import type { Limits } from "./limits.ts";
import type { OperationStore } from "./operation-store.ts";
import type { Message, Reply, Turn } from "./step.ts";

/** Everything real that a program of the guard works with, on the host where it runs, for one guest. */
export type GuardEffects = {
  readonly guest: string;
  readonly here: string;
  /** All hosts of the cluster file in its order, this one included. */
  readonly hosts: readonly string[];
  readonly configPath: string;
  readonly confirmedDead: readonly string[];
  readonly toolstack: Toolstack;
  /** Undefined: the cluster has none. */
  readonly lease: Lease | undefined;
  readonly store: OperationStore;
  /**
   * @param seen what two looks have just seen; else it looks itself
   * @param looked is given all domains, as each of its looks shows them
   */
  readonly report: (seen?: Presence, looked?: (listing: Listing) => void) => Promise<HostAnswer>;
  /** The same in one moment, see Steps.glance; for whoever has the guest's lock here. */
  readonly glance: () => Promise<HostAnswer>;
  /**
   * Of every other host.
   *
   * @param listing all domains of this host, where somebody looks anyway; left out: it looks itself
   */
  readonly askOthers: (
    timeoutMs: number,
    listing?: Promise<Listing | undefined>,
  ) => Promise<ReadonlyMap<string, HostAnswer>>;
  readonly tell: (host: string, message: Message, timeoutMs: number) => Promise<Reply>;
  /** Lets go of what was kept open to tell other hosts; whoever tells again connects anew. */
  readonly hangUp: () => void;
  /** Where a guest is sent to; undefined: no host of that name. */
  readonly migrationAddress: (host: string) => string | undefined;
  /** How a guest is sent there. */
  readonly transportTo: (host: string) => Transport;
  /** Waits until the guest may be sent, see Steps; it ends by itself. Undefined: at once. */
  readonly awaitTurn?: () => Promise<Turn>;
  readonly membership: () => Promise<ReadonlyMap<string, Standing>>;
  /**
   * Puts on record that the guest runs here from now on, as this domain. For people: what fails is passed over.
   * @param by "a start", "a migration from host2"
   */
  readonly noteStay: (domid: number, by: string) => void;
  readonly clock: Clock;
  readonly limits: Limits;
};
