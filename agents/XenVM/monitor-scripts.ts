import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { describeFailure } from "../../lib/system/command-failure.ts";
import type { XenVmCall } from "./host.ts";

/**
 * Runs the programs that look at the guest's services, one after the other. Each gets an equal share of the time that is
 * left, so that one that hangs is told apart from the others.
 *
 * @throws OcfError generic for the first that fails, whatever its exit code: a service that is down is no absent guest
 */
export async function runScripts(
  { run, deadline }: XenVmCall,
  guest: string,
  scripts: readonly string[],
): Promise<void> {
  for (const [done, script] of scripts.entries()) {
    const timeoutMs = Math.floor(deadline.remainingMs() / (scripts.length - done));
    const result = await run(script, [], { timeoutMs });
    if (result.kind === "exited" && result.exitCode === 0) continue;
    throw new OcfError(
      exitCode.generic,
      `${guest} runs, but its monitor script failed: ${describeFailure(script, result)}.`,
    );
  }
}
