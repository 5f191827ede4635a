import type { ClusterDescription } from "../cluster/description/description.ts";
import type { Clock } from "../system/clock.ts";
import type { RunCommand } from "../system/command.ts";
import type { StartConversation } from "../system/conversation.ts";
import type { Toolstack } from "../xen/toolstack.ts";
import type { IntakePaths } from "./intake/intake-store.ts";
import type { Lease } from "./lease.ts";
import type { KeptOpen } from "./peers/kept-open.ts";
import type { ToolstackProcess } from "./report/busy.ts";

/** The machine as the guard sees it; each main.ts builds the real one, tests pass their own. */
export type Machine = {
  /** As `uname -n` prints it. */
  readonly hostName: string;
  readonly run: RunCommand;
  /** Keeps a connection open for a hand-over; undefined: each message has a connection of its own. */
  readonly converse?: () => Promise<StartConversation>;
  /** Connections for all that is asked and ordered; undefined: each question and each hand-over has its own. */
  readonly keptOpen?: KeptOpen;
  readonly clock: Clock;
  /** Milliseconds since 1970: for people, no decision depends on it. */
  readonly wallClockMs: () => number;
  /** A text that was never used before. */
  readonly newId: () => string;
  /** Whether a program is installed. */
  readonly isInstalled: (program: string) => boolean;
  readonly processes: () => readonly ToolstackProcess[];
  /** Undefined: the cluster has no leases. @param by what its commands are run by; default: as all others */
  readonly openLease: (
    description: ClusterDescription,
    toolstack: Toolstack["title"],
    by?: RunCommand,
  ) => Promise<Lease | undefined>;
  readonly paths: MachinePaths;
};

export type MachinePaths = {
  readonly operations: string;
  readonly stays: string;
  readonly intake: IntakePaths;
  readonly locks: string;
  readonly proc: string;
  readonly sys: string;
};
