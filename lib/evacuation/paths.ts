import { dirname, join } from "node:path";
import type { MachinePaths } from "../guard/machine.ts";

/** Held by the program that empties this host, as long as it does. */
export function evacuationLock({ intake }: Pick<MachinePaths, "intake">): string {
  return join(dirname(intake.evacuation), "evacuation.lock");
}

/** Beside the open operations: /var/lib/xensan/evacuations. */
export function recordsFolder({ operations }: Pick<MachinePaths, "operations">): string {
  return join(dirname(operations), "evacuations");
}
