import type { Dialect } from "../dialect.ts";
import type { HostSections } from "./host/sections.ts";

/** What the cluster file says, checked: every value in it may be given to a program as one argument. */
export type ClusterDescription = {
  /** In the file's order; at least one. No two share a name or an address. */
  readonly nodes: readonly ClusterNode[];
  /** `auto`: whichever of the two is installed on a node. */
  readonly toolstack: Toolstack;
  readonly dialect: Dialect;
  /** The folder of our agents below /usr/lib/ocf/resource.d. */
  readonly provider: string;
  readonly lease: Lease;
  /** Of guests that xl moves; xend has a connection of its own. */
  readonly migration: MigrationTransport;
  /** ssh's cipher for a migration; absent: ssh's own choice. Never beside `plain`. */
  readonly migrationCipher?: string;
  /** In the file's order. No two share a name or a config file. */
  readonly guests: readonly Guest[];
  readonly evacuation: Evacuation;
};

/** With what only `xensan host` reads. */
export type HostDescription = ClusterDescription & HostSections;

export type ClusterNode = {
  /** As `uname -n` prints it there. */
  readonly name: string;
  /**
   * 1 to 2000: the only thing by which sanlock knows a host on the lease volume. Every node has its own where the lease
   * is a volume, and none has one where it is not. It may never pass to another host, not even after its own is gone:
   * the new one would be taken for the owner of what the old one still holds there.
   */
  readonly leaseId?: number;
  /** The network interface with the cluster's address; eth0 where the file says nothing. */
  readonly interface?: string;
  /** IPv4 or IPv6 addresses or host names; the last two are the cluster's where the file says nothing else. */
  readonly addresses: { readonly cluster: string; readonly ssh: string; readonly migration: string };
};

/** How a guest's memory travels: encrypted, or not. */
export const migrationTransports = ["ssh", "plain"] as const;
export type MigrationTransport = (typeof migrationTransports)[number];

export const toolstacks = ["auto", "xl", "xm"] as const;
export type Toolstack = (typeof toolstacks)[number];

/** Where the leases of the guests' disks are. With "none", nothing on the disks tells who writes. */
export type Lease = { readonly kind: "volume"; readonly path: string } | { readonly kind: "none" };

export type Guest = {
  readonly name: string;
  /** Absolute path of the xl or xm configuration, the same on every node. */
  readonly config: string;
  /** 0 to 1000, no unit; the higher is moved first. */
  readonly priority: number;
  /** Names of the only nodes where it may run; empty: any node. */
  readonly pins: readonly string[];
};

/** What becomes of a guest that cannot be moved when its host is emptied. */
export const leftoverPolicies = ["shutdown", "leave"] as const;
export type LeftoverPolicy = (typeof leftoverPolicies)[number];

/** How a host is emptied. */
export type Evacuation = {
  /** `shutdown`: cleanly, or not at all. `leave`: it runs on. */
  readonly leftover: LeftoverPolicy;
  /** Moves at a time from one host to another. */
  readonly concurrency: number;
  /** Stays free on every host that guests are moved to. */
  readonly dom0ReserveMiB: number;
  /** Of all of it, the shutdown of what is left included: the last `shutdownSeconds` are kept for that. */
  readonly deadlineSeconds: number;
  /** Of one move. */
  readonly moveDeadlineSeconds: number;
  /** How long a guest gets to shut down. */
  readonly shutdownSeconds: number;
};

/** What a cluster file says of it that says nothing. */
export const defaultEvacuation: Evacuation = {
  leftover: "shutdown",
  concurrency: 2,
  dom0ReserveMiB: 256,
  deadlineSeconds: 3_600,
  moveDeadlineSeconds: 1_800,
  shutdownSeconds: 300,
};
