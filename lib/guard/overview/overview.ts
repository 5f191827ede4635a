import type { DomainState } from "../../xen/domain.ts";
import type { Presence } from "../../xen/presence.ts";
import type { Toolstack } from "../../xen/toolstack.ts";
import type { Closure } from "../intake/closure.ts";
import type { Holding } from "../lease.ts";
import type { OpenOperation } from "../operation.ts";
import type { HostDetails } from "./details.ts";

/**
 * What one host shows of itself and of all guests of its cluster file, by one look at everything. It is for tables, plans
 * and checks: who is to act on a guest asks about that guest (HostReport), which looks twice and at its disks.
 */
export type HostOverview = {
  /** Of the xensan that answers. */
  readonly xensan: string;
  readonly toolstack: Toolstack["title"];
  /** In the order of that host's cluster file. */
  readonly guests: readonly GuestOverview[];
  readonly others: OtherDomains;
  /** Unknown, too, where it was not asked for. */
  readonly memory: HostMemory;
  /** Why it takes no guest in; undefined: it does. */
  readonly closed: Closure | undefined;
  /** Only where they were asked for. */
  readonly details: HostDetails | undefined;
};

export type GuestOverview = {
  readonly guest: string;
  /** "absent" was seen once: a guest that reboots is gone for a second or two. Without disks. */
  readonly presence: Presence;
  readonly open: OpenOverview;
  readonly lease: LeaseOverview;
  /** When the guard let it run there; undefined: it is not there, was started by hand, or has rebooted since. */
  readonly since: StayOverview | undefined;
};

export type OpenOverview =
  | { readonly kind: "none" }
  | ({ readonly kind: "open" } & OpenOperation)
  /** Something is on record, and nobody knows what. One clause. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** What the host has of the guest's claim; "none": there are no leases. */
export type LeaseOverview = Holding | { readonly kind: "none" };

/** Wall clock of that host, milliseconds since 1970; `by`: "a start", "a migration from host2". */
export type StayOverview = { readonly sinceMs: number; readonly by: string };

/** Domains that are no guests of the cluster file, the control domain left out. */
export type OtherDomains =
  | { readonly kind: "known"; readonly domains: readonly OtherDomain[] }
  | { readonly kind: "unknown"; readonly reason: string };

export type OtherDomain = {
  readonly domid: number;
  readonly name: string | undefined;
  readonly state: DomainState;
  readonly memoryMiB: number;
};

/** In MiB. */
export type HostMemory =
  | {
      readonly kind: "known";
      readonly totalMiB: number;
      /** Free for guests, by the toolstack. */
      readonly freeMiB: number;
      /** What the control domain has now; undefined: the toolstack did not say. */
      readonly controlMiB: number | undefined;
    }
  | { readonly kind: "unknown"; readonly reason: string };

export type OverviewAnswer =
  | { readonly kind: "answered"; readonly overview: HostOverview }
  /** `reason`: one clause without the final stop. `lives`: the machine reacted all the same, so it is not dead. */
  | { readonly kind: "silent"; readonly reason: string; readonly lives?: true };
