import { belongsTo } from "../../xen/domain.ts";
import { type Listing, type Presence, presenceOf } from "../../xen/presence.ts";
import type { Toolstack } from "../../xen/toolstack.ts";
import type { Activity } from "../guarded-run.ts";
import type { Closure } from "../intake/closure.ts";
import type { Lease } from "../lease.ts";
import type { Operation } from "../operation.ts";
import type { OperationStore } from "../operation-store.ts";
import type { StayStore } from "../stay/stay-store.ts";
import type { HostDetails } from "./details.ts";
import type {
  GuestOverview,
  HostMemory,
  HostOverview,
  LeaseOverview,
  OpenOverview,
  OtherDomains,
} from "./overview.ts";

export type OverviewEffects = {
  readonly toolstack: Pick<Toolstack, "title" | "list" | "info">;
  readonly store: Pick<OperationStore, "read">;
  /** Whether a program of the guard is at work on a guest here now. */
  readonly activityOn: (operation: Operation) => Promise<Activity>;
  readonly stays: Pick<StayStore, "read">;
  /** Why this host takes no guest in; undefined: it does. */
  readonly closed: () => Closure | undefined;
  /** Left out: they were not asked for. */
  readonly details?: (lookMs: number) => Promise<HostDetails>;
  /** Undefined: the cluster has none. */
  readonly lease: Pick<Lease, "holding" | "daemonHoldings"> | undefined;
};

export type OverviewOrder = {
  readonly xensan: string;
  readonly guests: readonly string[];
  /** Whether the host's memory is wanted, which takes a question of its own. */
  readonly memory: boolean;
  /** Milliseconds: each question to the toolstack and to sanlock gets so long. */
  readonly lookMs: number;
};

/** Asks each tool of this host once, whatever number of guests there is. */
export async function ownOverview(effects: OverviewEffects, order: OverviewOrder): Promise<HostOverview> {
  const { toolstack, lease } = effects;
  const { xensan, guests, lookMs } = order;
  const [listing, memory, held, details] = await Promise.all([
    toolstack.list(lookMs),
    order.memory ? memoryOf(toolstack, lookMs) : notAsked,
    lease?.daemonHoldings(lookMs),
    effects.details?.(lookMs),
  ]);
  const overviewOf = async (guest: string): Promise<GuestOverview> => {
    const presence = withoutDisks(presenceOf(guest, listing));
    const first = presence.kind === "running" ? presence.domains[0].domain.domid : undefined;
    const stay = first === undefined ? undefined : effects.stays.read(guest, first);
    return {
      guest,
      presence,
      open: await openOf(effects, guest),
      lease: await leaseOf(effects, held, { guest, isHere: first !== undefined, lookMs }),
      since: stay === undefined ? undefined : { sinceMs: stay.sinceMs, by: stay.by },
    };
  };
  return {
    xensan,
    toolstack: toolstack.title,
    guests: await Promise.all(guests.map(overviewOf)),
    others: othersIn(listing, guests),
    memory: withControl(memory, listing),
    closed: effects.closed(),
    details,
  };
}

async function openOf({ store, activityOn }: OverviewEffects, guest: string): Promise<OpenOverview> {
  const stored = store.read(guest);
  if (stored.kind !== "open") return stored;
  return { kind: "open", operation: stored.operation, ...(await activityOn(stored.operation)) };
}

type Asked = { readonly guest: string; readonly isHere: boolean; readonly lookMs: number };

/** The volume is read only for a guest that runs here and of which the daemon knows nothing. */
async function leaseOf(
  { lease }: OverviewEffects,
  held: Awaited<ReturnType<Lease["daemonHoldings"]>> | undefined,
  { guest, isHere, lookMs }: Asked,
): Promise<LeaseOverview> {
  if (lease === undefined || held === undefined) return { kind: "none" };
  if (held.kind === "unknown") return held;
  return (
    held.holdings.get(guest) ?? (isHere ? await lease.holding(guest, lookMs) : { kind: "not-held" as const })
  );
}

/** Who has which disk is asked for by questions about a guest. */
function withoutDisks(presence: Presence): Presence {
  if (presence.kind !== "running") return presence;
  const [first, ...others] = presence.domains.map(({ domain: { disks: _, ...domain }, role }) => ({
    domain,
    role,
  }));
  return first === undefined ? { kind: "absent" } : { kind: "running", domains: [first, ...others] };
}

function othersIn(listing: Listing, guests: readonly string[]): OtherDomains {
  if (listing.kind === "unknown") return listing;
  const others = listing.domains.filter(
    ({ domid, name }) => domid !== 0 && !guests.some((guest) => belongsTo(guest, name)),
  );
  return {
    kind: "known",
    domains: others.map(({ domid, name, state, memoryMiB }) => ({ domid, name, state, memoryMiB })),
  };
}

const notAsked: HostMemory = { kind: "unknown", reason: "it was not asked for" };

async function memoryOf(toolstack: OverviewEffects["toolstack"], lookMs: number): Promise<HostMemory> {
  const told = await toolstack.info(lookMs);
  if (told.kind === "unknown") return told;
  const { totalMemoryMiB: totalMiB, freeMemoryMiB: freeMiB } = told.info;
  return { kind: "known", totalMiB, freeMiB, controlMiB: undefined };
}

function withControl(memory: HostMemory, listing: Listing): HostMemory {
  if (memory.kind === "unknown" || listing.kind === "unknown") return memory;
  return { ...memory, controlMiB: listing.domains.find(({ domid }) => domid === 0)?.memoryMiB };
}
