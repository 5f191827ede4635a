import type { ClusterDescription } from "../../lib/cluster/description/description.ts";
import type { FileAccess } from "../../lib/cluster/description/file-access.ts";
import type { Machine } from "../../lib/guard/machine.ts";
import type { PermitStore } from "../../lib/guard/permit/permit-store.ts";
import type { LeaseHost } from "../../lib/guard/sanlock/host.ts";

/** What the guard's commands find around them; main.ts builds the real one, tests pass their own. */
export type Surroundings = {
  readonly machine: Machine;
  /** Who typed the command, for whoever finds a lock taken. */
  readonly user: string;
  /** Whether a person sits there. */
  readonly isTerminal: { readonly input: boolean; readonly errors: boolean; readonly output?: boolean };
  /** Of the terminal that standard output is, else standard error, in characters; left out: it is none. */
  readonly screenSize?: () => { readonly columns: number; readonly rows: number };
  /**
   * Has a function called at each Ctrl-C and SIGTERM; a terminal that goes away ends nothing. What it gives ends the calls;
   * such a signal is passed over from then on.
   */
  readonly onInterrupt: (told: () => void) => () => void;
  /** Puts a question on the terminal and waits for a line. Asked only where a person sits there. */
  readonly ask: (question: string) => Promise<string>;
  readonly clusterFile: string;
  readonly fileAccess: () => Promise<FileAccess>;
  readonly permits: () => Promise<PermitStore>;
  /** The lease volume itself, for those who make it; undefined: the cluster has none. */
  readonly leaseHost: (description: ClusterDescription) => Promise<LeaseHost | undefined>;
};
