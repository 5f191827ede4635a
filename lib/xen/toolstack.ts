import type { HostInfoAnswer } from "./host-info.ts";
import type { MigrationEnd } from "./migration-end.ts";
import type { Listing, Presence } from "./presence.ts";

/**
 * What a change came to. "done" is what the toolstack said or, where its word is worth nothing, what was seen. After
 * "failed" the change may have happened all the same: ask. Reasons are one clause without the final stop.
 */
export type Outcome = { readonly kind: "done" } | { readonly kind: "failed"; readonly reason: string };

export type Creation = {
  /** Absolute. */
  readonly configPath: string;
  readonly paused: boolean;
};

export type Migration = {
  readonly domid: number;
  /** A host name or an address, as ssh and xend take it. */
  readonly host: string;
  /** Leave the copy on the destination paused, so that it writes nothing until somebody continues it. */
  readonly leavePaused: boolean;
  /** Default: ssh. xm has a connection of its own. */
  readonly transport?: Transport;
};

/** How xl sends a guest. */
export type Transport =
  /** @property cipher one that ssh knows; absent: its own choice */
  | { readonly kind: "ssh"; readonly cipher?: string }
  /** Not encrypted, see hooks/transport. @property sshAddress of the destination, by which it is started there */
  | { readonly kind: "plain"; readonly sshAddress: string };

/** @property states with the domains' states. @property long with their disks, where they are known */
export type BothLists = { readonly states: Listing; readonly long: Listing };

/**
 * Xen's tools on this host, xl or xm. Every call ends within its `timeoutMs`, and what is no answer is a value:
 * nothing is thrown for a tool that fails, hangs, is missing or prints nonsense.
 *
 * Domains are named by their id wherever something is done to them: an id stays with one domain, whereas a name passes
 * from the old one to the new one when a guest reboots or migrates.
 */
export type Toolstack = {
  readonly title: "xl" | "xm";
  /** All domains with their states. */
  readonly list: (timeoutMs: number) => Promise<Listing>;
  /** All domains with their states and, where they are known, their disks. */
  readonly listWithDisks: (timeoutMs: number) => Promise<Listing>;
  /** All domains in both forms of the answer, asked at once; each of the two for what only it has, and as a witness. */
  readonly bothLists: (timeoutMs: number) => Promise<BothLists>;
  /** Is a guest here, under any of its names? Absent is said only after two answers in different forms. */
  readonly find: (guest: string, timeoutMs: number) => Promise<Presence>;
  readonly info: (timeoutMs: number) => Promise<HostInfoAnswer>;
  readonly create: (creation: Creation, timeoutMs: number) => Promise<Outcome>;
  /**
   * Asks the guest to shut down; it may take its time or not react.
   * @param acpi press the power button of a guest that has no paravirtual drivers
   */
  readonly shutdown: (domid: number, acpi: boolean, timeoutMs: number) => Promise<Outcome>;
  /** "done" is what the toolstack said; that the domain is gone is to be seen (resource-agents issue 1293). */
  readonly destroy: (domid: number, timeoutMs: number) => Promise<Outcome>;
  readonly pause: (domid: number, timeoutMs: number) => Promise<Outcome>;
  readonly unpause: (domid: number, timeoutMs: number) => Promise<Outcome>;
  readonly rename: (domid: number, name: string, timeoutMs: number) => Promise<Outcome>;
  /**
   * Cut off by `timeoutMs`, a migration may leave the source suspended and a copy on the destination. Whatever this
   * returns, look at both ends.
   */
  readonly migrate: (migration: Migration, timeoutMs: number) => Promise<MigrationEnd>;
  /**
   * Lets a suspended domain go on, the source of a migration that came to nothing.
   * Only where the destination provably has no copy: otherwise both write.
   */
  readonly resume: (domid: number, timeoutMs: number) => Promise<Outcome>;
};
