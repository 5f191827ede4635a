import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { resourceOf } from "../../lib/ocf/resource-name.ts";
import type { EvmsSccCall, Host } from "./host.ts";
import type { RecordFile, StartRecord } from "./record-file.ts";

/**
 * The record as the actions use it: what the system refuses becomes a sentence.
 * @throws OcfError generic from each function, and when the file itself cannot be found out
 */
export function recordOf(call: EvmsSccCall, host: Host) {
  const resource = resourceOf(call.environment.instance);
  const node = host.nameFor(call);
  const retry = `then run: crm_resource --cleanup -r ${resource}`;
  const attempt = <T>(work: (file: RecordFile) => T, failed: string, remedy: string): T => {
    try {
      return work(host.recordFileFor(call));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new OcfError(exitCode.generic, `${failed}: ${why}. ${remedy}`);
    }
  };
  const read = () =>
    attempt(
      (file) => file.read(),
      `cannot tell whether ${resource} was started on ${node}`,
      "Make its record readable or remove it.",
    );
  return {
    read,
    writeStarted: (paths: readonly string[]) =>
      attempt(
        (file) => file.write({ state: "started", paths }),
        `the volumes of ${resource} are active on ${node}, but this cannot be recorded`,
        `Make the folder of its record writable, ${retry}`,
      ),
    /** The volumes are remembered where that is possible; that it is stopped is what must not fail. */
    writeStopped: (before: StartRecord | undefined) =>
      attempt(
        (file) => {
          try {
            if (before === undefined) file.remove();
            else file.write({ state: "stopped", paths: before.paths });
          } catch {
            file.remove();
          }
        },
        `cannot record that ${resource} is stopped on ${node}`,
        `Remove its record by hand, ${retry}`,
      ),
  };
}
