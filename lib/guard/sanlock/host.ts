import type { Clock } from "../../system/clock.ts";
import type { RunCommand } from "../../system/command.ts";
import type { SendSignal } from "../../system/process-tree.ts";
import type { Toolstack } from "../../xen/toolstack.ts";

/** All that the lease needs from this host and the cluster file. */
export type LeaseHost = {
  readonly run: RunCommand;
  readonly clock: Clock;
  /** process.kill; tells the holder that its claim is given up. */
  readonly send: SendSignal;
  /** The lease volume: a block device, or a file on one file server. */
  readonly path: string;
  /** This host's name in `nodes`. */
  readonly self: string;
  /**
   * The lease id of every node. sanlock knows a host by this number alone: the number of a host that is gone may
   * never go to another one, or that one would be taken for the owner of what the first still holds.
   */
  readonly nodes: ReadonlyMap<string, number>;
  readonly toolstack: Toolstack["title"];
  /** The holder's executable. Default: /usr/lib/xensan/holder. */
  readonly holderPath?: string;
  /** How long the holder looks after a guest that it paused. Default: its own, 60. */
  readonly watchSeconds?: number;
  /** Where the daemon's socket is, for a daemon that is not the host's own. */
  readonly runDirectory?: string;
  /** Seconds that sanlock gives one input or output, from which all its times follow. Default: sanlock's own, 10. */
  readonly ioTimeoutSeconds?: number;
};

/** The host's name for a person, where no node of the cluster file has the number. */
export function ownerName({ nodes }: Pick<LeaseHost, "nodes">, leaseId: number): string {
  for (const [name, id] of nodes) if (id === leaseId) return name;
  return `host number ${leaseId}`;
}

/** @throws Error: the caller made a lease for a host that its cluster file does not have */
export function ownLeaseId({ nodes, self }: Pick<LeaseHost, "nodes" | "self">): number {
  const id = nodes.get(self);
  if (id === undefined) throw new Error(`${self} has no lease id.`);
  return id;
}
