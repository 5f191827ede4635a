import type { FileAccess } from "../../lib/cluster/description/file-access.ts";
import type { Machine } from "../../lib/guard/machine.ts";

/** What the guard's commands find around them; main.ts builds the real one, tests pass their own. */
export type Surroundings = {
  readonly machine: Machine;
  /** Who typed the command, for whoever finds a lock taken. */
  readonly user: string;
  /** Wall clock, milliseconds since 1970. */
  readonly wallClockMs: () => number;
  readonly clusterFile: string;
  readonly fileAccess: () => Promise<FileAccess>;
};
