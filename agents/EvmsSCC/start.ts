import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { select } from "../../lib/storage/selection.ts";
import type { VolumeManager } from "../../lib/storage/volume-manager.ts";
import { inWords, type Missing, missingDevice, namesDevicesOnly, pauseMs, tryCapMs } from "./activation.ts";
import { checkedParameters, chooseManager } from "./backend.ts";
import type { EvmsSccCall, Host } from "./host.ts";
import { resourceOf } from "./marker.ts";
import { recordOf } from "./record.ts";

/** How one try ended. */
type Try =
  | { readonly kind: "active"; readonly paths: readonly string[]; readonly warning?: string }
  | { readonly kind: "failed"; readonly missing: readonly Missing[]; readonly problem: string | undefined };

/**
 * Activates on this node at every start, also where the volumes look active already: the stock agent leaves it to
 * one node when several start together, and the others stay without.
 */
export async function start(call: EvmsSccCall, host: Host) {
  const { volumes, ignoreDeprecation } = checkedParameters(call);
  const manager = await chooseManager(call, host);
  if (manager.title === "EVMS" && !ignoreDeprecation) {
    call.log.warning("EVMS is no longer maintained; ignore_deprecation=true suppresses this line.");
  }
  for (let tries = 1; ; tries++) {
    const result = await tryOnce(call, host, manager, volumes);
    if (result.kind === "active") {
      recordOf(call, host).write({ paths: result.paths });
      if (result.warning !== undefined) call.log.warning(result.warning);
      const count = result.paths.length === 1 ? "1 volume is" : `${result.paths.length} volumes are`;
      call.log.info(`${count} active on ${host.nameFor(call)} by ${manager.title}.`);
      return exitCode.success;
    }
    const pause = pauseMs(tries - 1);
    if (call.deadline.remainingMs() <= pause) {
      throw new OcfError(exitCode.generic, failureReason(call, host, manager, result, tries));
    }
    call.log.info(`try ${tries} failed (${result.problem ?? inWords(result.missing)}); trying again.`);
    await call.clock.sleep(pause, call.signal);
  }
}

async function tryOnce(
  { deadline }: EvmsSccCall,
  host: Host,
  manager: VolumeManager,
  volumes: readonly string[],
): Promise<Try> {
  const waitsFor = manager.waitsFor();
  const activated =
    waitsFor === undefined
      ? await manager.activate(volumes, tryCapMs(deadline.remainingMs()))
      : ({ kind: "failed", reason: waitsFor } as const);
  const listing = await manager.list(tryCapMs(deadline.remainingMs()));
  const listed = listing.kind === "listed" ? listing.volumes : [];
  const selection = select(volumes, listed);
  const missing = [
    ...selection.unknownNames.map((volume) => ({ volume, reason: `${manager.title} lists nothing there` })),
    ...selection.paths.flatMap((path) => missingDevice(path, host.lookAtDevice(path)) ?? []),
  ];
  const problem = [activated, listing].find((outcome) => outcome.kind === "failed")?.reason;
  if (missing.length > 0) return { kind: "failed", missing, problem };
  if (problem === undefined) {
    return selection.paths.length > 0
      ? { kind: "active", paths: selection.paths }
      : { kind: "active", paths: [], warning: `${manager.title} lists no volume; nothing will be watched.` };
  }
  // All that was asked for is there and can be checked without the tool that failed.
  if (namesDevicesOnly(volumes)) {
    return { kind: "active", paths: selection.paths, warning: `all volumes are there, though ${problem}.` };
  }
  return { kind: "failed", missing, problem };
}

/** What is missing and why comes first: Pacemaker 2.1.5 shows only the first 127 characters in crm_mon (measured). */
function failureReason(
  call: EvmsSccCall,
  host: Host,
  manager: VolumeManager,
  { missing, problem }: Try & { kind: "failed" },
  tries: number,
): string {
  const node = host.nameFor(call);
  const resource = resourceOf(call.environment.instance);
  const what =
    missing.length > 0
      ? `missing on ${node}: ${inWords(missing)}`
      : `not all volumes of ${resource} can be known on ${node}`;
  const why = problem === undefined ? "" : `; ${problem}`;
  return (
    `${what}${why}. ${tries} ${tries === 1 ? "try" : "tries"} failed; ` +
    `check the SAN and ${manager.title} on ${node}, then run: crm_resource --cleanup -r ${resource}`
  );
}
