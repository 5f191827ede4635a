import { exitCode } from "../../lib/ocf/exit-code.ts";
import { chooseManager } from "./backend.ts";
import type { EvmsSccCall, Host } from "./host.ts";
import { recordOf } from "./record.ts";
import type { StartRecord } from "./record-file.ts";

/**
 * Takes note that the agent is stopped here, and nothing else unless deactivate_on_stop asks for it: Pacemaker stops
 * this clone under running guests that it does not manage (seen with 2.1.5), and their disks must stay.
 *
 * A volume that cannot be deactivated is no failure: a failed stop may get the node fenced, with every guest on it.
 */
export async function stop(call: EvmsSccCall, host: Host) {
  const record = recordOf(call, host);
  const parsed = call.parsedParameters;
  const before = readOrNothing(record);
  if (parsed.ok && parsed.values.deactivateOnStop) {
    if (before?.state === "started") await deactivate(call, host, before.paths);
  } else if (!parsed.ok) {
    call.log.warning(`no volume is deactivated, because ${parsed.problem}`);
  }
  record.writeStopped(before);
  return exitCode.success;
}

const deactivationCapMs = 10_000;

async function deactivate(call: EvmsSccCall, host: Host, paths: readonly string[]): Promise<void> {
  try {
    const manager = await chooseManager(call, host);
    if (manager.deactivate === undefined) {
      call.log.info(`the volumes stay active: ${manager.title} cannot deactivate.`);
      return;
    }
    for (const [done, path] of paths.entries()) {
      const timeoutMs = Math.min(deactivationCapMs, call.deadline.remainingMs());
      if (timeoutMs <= 0) {
        call.log.warning(`${paths.length - done} volumes stay active: no time was left to deactivate them.`);
        return;
      }
      const outcome = await manager.deactivate(path, timeoutMs);
      if (outcome.kind === "failed") call.log.warning(`${path} stays active: ${outcome.reason}.`);
    }
  } catch (error) {
    if (call.signal.aborted) throw error;
    call.log.warning(`the volumes stay active: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A record that cannot be read names no volume to deactivate; whether it can be removed shows right after. */
function readOrNothing(record: { readonly read: () => StartRecord | undefined }): StartRecord | undefined {
  try {
    return record.read();
  } catch {
    return undefined;
  }
}
