import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { resourceOf } from "../../lib/ocf/resource-name.ts";
import { select } from "../../lib/storage/selection.ts";
import type { Volume, VolumeManager } from "../../lib/storage/volume-manager.ts";
import { inWords, type Missing, missingDevice, namesDevicesOnly, pauseMs, tryCapMs } from "./activation.ts";
import { checkedParameters, chooseManager } from "./backend.ts";
import type { EvmsSccCall, Host } from "./host.ts";
import { recordOf } from "./record.ts";

/** A try with less time than this would only add that it was cut off to what went wrong before. */
const shortestTryMs = 1_000;

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
  const record = recordOf(call, host);
  const remembered = manager.recall(rememberedPaths(record));
  for (let tries = 1; ; tries++) {
    const result = await tryOnce(call, host, manager, { volumes, remembered });
    if (result.kind === "active") {
      record.writeStarted(result.paths);
      if (result.warning !== undefined) call.log.warning(result.warning);
      const count = result.paths.length === 1 ? "1 volume is" : `${result.paths.length} volumes are`;
      call.log.info(`${count} active on ${host.nameFor(call)} by ${manager.title}.`);
      return exitCode.success;
    }
    const pause = pauseMs(tries - 1);
    if (call.deadline.remainingMs() <= pause + shortestTryMs) {
      const { path } = host.recordFileFor(call);
      const hint = remembered.length > 0 ? `. If a volume was deleted for good, remove ${path} first` : "";
      throw new OcfError(exitCode.generic, failureReason(call, host, manager, result, tries) + hint);
    }
    call.log.info(`try ${tries} failed (${result.problem ?? inWords(result.missing)}); trying again.`);
    await call.clock.sleep(pause, call.signal);
  }
}

type Wanted = {
  readonly volumes: readonly string[];
  /** Volumes of this boot that the volume manager would not list while they are gone. */
  readonly remembered: readonly Volume[];
};

/** A record that cannot be read is no reason not to activate; that it cannot be written will be one. */
function rememberedPaths(record: ReturnType<typeof recordOf>): readonly string[] {
  try {
    return record.read()?.paths ?? [];
  } catch {
    return [];
  }
}

async function tryOnce(
  { deadline }: EvmsSccCall,
  host: Host,
  manager: VolumeManager,
  { volumes, remembered }: Wanted,
): Promise<Try> {
  const waitsFor = manager.waitsFor();
  const activated =
    waitsFor === undefined
      ? await manager.activate(volumes, tryCapMs(deadline.remainingMs()))
      : ({ kind: "failed", reason: waitsFor } as const);
  const listing = await manager.list(tryCapMs(deadline.remainingMs()));
  const listed = listing.kind === "listed" ? listing.volumes : [];
  const selection = select(volumes, [...listed, ...remembered]);
  const missing = [
    ...selection.unknownNames.map((volume) => ({ volume, reason: `${manager.title} lists nothing there` })),
    ...selection.paths.flatMap((path) => missingDevice(path, host.lookAtDevice(path)) ?? []),
  ];
  const problem = [activated, listing].find((outcome) => outcome.kind === "failed")?.reason;
  if (missing.length > 0) return { kind: "failed", missing, problem };
  if (problem === undefined) {
    // A SAN that is not there yet looks like this; and a monitor of nothing would always find all well.
    if (selection.paths.length === 0)
      return { kind: "failed", missing, problem: `${manager.title} lists none` };
    return { kind: "active", paths: selection.paths };
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
