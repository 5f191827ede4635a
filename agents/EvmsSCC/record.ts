import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import type { EvmsSccCall, Host } from "./host.ts";
import { type Marker, resourceOf, type StartedWith } from "./marker.ts";

/**
 * The marker as the actions use it: what the system refuses becomes a sentence.
 * @throws OcfError generic from each function, and when the marker itself cannot be found out
 */
export function recordOf(call: EvmsSccCall, host: Host): Marker {
  const resource = resourceOf(call.environment.instance);
  const node = host.nameFor(call);
  const retry = `then run: crm_resource --cleanup -r ${resource}`;
  const attempt = <T>(work: () => T, failed: string, remedy: string): T => {
    try {
      return work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new OcfError(exitCode.generic, `${failed}: ${why}. ${remedy}`);
    }
  };
  return {
    read: () =>
      attempt(
        () => host.markerFor(call).read(),
        `cannot tell whether ${resource} was started on ${node}`,
        "Make its record readable or remove it.",
      ),
    write: (startedWith: StartedWith) =>
      attempt(
        () => host.markerFor(call).write(startedWith),
        `the volumes of ${resource} are active on ${node}, but this cannot be recorded`,
        `Make the folder of its record writable, ${retry}`,
      ),
    remove: () =>
      attempt(
        () => host.markerFor(call).remove(),
        `cannot record that ${resource} is stopped on ${node}`,
        `Remove its record by hand, ${retry}`,
      ),
  };
}
