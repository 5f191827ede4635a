import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import { resourceOf } from "../../lib/ocf/resource-name.ts";
import { inWords, type Missing, missingDevice } from "./activation.ts";
import type { EvmsSccCall, Host } from "./host.ts";
import { recordOf } from "./record.ts";

/** The check level from which on every volume is read from. */
const readingLevel = 10;

const readCapMs = 5_000;
const readsAtOnce = 16;

/**
 * Looks at the device nodes of what the last start activated; it asks no volume manager, needs no tool and no
 * parameter, and changes nothing, so that it serves as a probe too.
 */
export async function monitor(call: EvmsSccCall, host: Host) {
  const level = call.checkLevel();
  const record = recordOf(call, host).read();
  if (record?.state !== "started") return exitCode.notRunning;
  const missing =
    level >= readingLevel
      ? await readAll(call, host, record.paths)
      : record.paths.flatMap((path) => missingDevice(path, host.lookAtDevice(path)) ?? []);
  if (missing.length === 0) return exitCode.success;
  const node = host.nameFor(call);
  const resource = resourceOf(call.environment.instance);
  // The names come first: Pacemaker 2.1.5 shows only the first 127 characters in crm_mon (measured).
  throw new OcfError(
    exitCode.generic,
    `not usable on ${node}: ${inWords(missing)}; that is ${missing.length} of ${record.paths.length} volumes of ` +
      `${resource}. Check the SAN and multipath on ${node}.`,
  );
}

/** Some reads at once, so that a few hung paths do not use up the time of all. */
async function readAll(call: EvmsSccCall, host: Host, paths: readonly string[]): Promise<Missing[]> {
  const waiting = [...paths];
  const missing: Missing[] = [];
  const readNext = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const found = await readOne(call, host, path);
      if (found) missing.push(found);
    }
  };
  await Promise.all(Array.from({ length: readsAtOnce }, readNext));
  return missing.sort((a, b) => paths.indexOf(a.volume) - paths.indexOf(b.volume));
}

async function readOne(call: EvmsSccCall, host: Host, path: string): Promise<Missing | undefined> {
  const state = host.lookAtDevice(path);
  if (state.kind !== "usable") return missingDevice(path, state);
  const timeoutMs = Math.min(readCapMs, call.deadline.remainingMs());
  if (timeoutMs <= 0) return { volume: path, reason: "not read: other volumes used up the time" };
  const outcome = await host.readSector(call, { path, sectorBytes: state.sectorBytes }, timeoutMs);
  return outcome.kind === "read" ? undefined : { volume: path, reason: outcome.reason };
}
