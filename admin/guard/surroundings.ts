import type { FileAccess } from "../../lib/cluster/description/file-access.ts";
import type { Machine } from "../../lib/guard/machine.ts";

/** What the guard's commands find around them; main.ts builds the real one, tests pass their own. */
export type Surroundings = {
  readonly machine: Machine;
  /** Who typed the command, for whoever finds a lock taken. */
  readonly user: string;
  /** Whether a person sits there. */
  readonly isTerminal: { readonly input: boolean; readonly errors: boolean };
  readonly clusterFile: string;
  readonly fileAccess: () => Promise<FileAccess>;
};
