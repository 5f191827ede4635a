import type { Dialect } from "../../lib/cluster/dialect.ts";

/** What a look at this host gives for a cluster file; nothing of it is certain. */
export type Found = {
  /** As `uname -n` prints it. */
  readonly hostName: string;
  /** Undefined: no cluster manager runs here, and none is set up. */
  readonly dialect: Dialect | undefined;
  readonly nodes: readonly FoundNode[];
  /** Where the nodes are from, for a comment: "the running cluster". */
  readonly nodesFrom: string;
  readonly toolstacks: readonly ("xl" | "xm")[];
  /** Multipath's maps. */
  readonly maps: readonly { readonly wwid: string; readonly alias: string }[];
  readonly hasEvms: boolean;
  /** Of LVM2, or containers of EVMS. */
  readonly volumeGroups: readonly string[];
  /** Device paths of volumes whose name says that they may be for leases. */
  readonly leaseVolumes: readonly string[];
  readonly guests: readonly FoundGuest[];
  /** Files and volumes that were looked at and not taken, and why: one clause each. */
  readonly leftOut: readonly string[];
};

export type FoundNode = {
  readonly name: string /** Undefined: it is not known. */;
  readonly address: string | undefined;
};

export type FoundGuest = { readonly name: string; readonly config: string };

/** What goes into the file, after flags and questions. */
export type Choices = {
  readonly dialect: Dialect;
  readonly nodes: readonly { readonly name: string; readonly address: string }[];
  /** A path, or none. */
  readonly lease: string;
  readonly migration: "ssh" | "plain";
  readonly guests: readonly FoundGuest[];
};
