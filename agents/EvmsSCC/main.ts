import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { runAgent } from "../../lib/ocf/run-agent.ts";
import { lookAtDevice } from "../../lib/storage/block-device.ts";
import { listProcesses } from "../../lib/system/processes.ts";
import { findProgram, searchPath } from "../../lib/system/search-path.ts";
import { evmsScc } from "./agent.ts";
import type { Host } from "./host.ts";
import { recordFileIn, recordFolder, recordName } from "./record-file.ts";

const folder = recordFolder(process.env["HA_RSCTMP"]);
const isInstalled = (program: string) => findProgram(program, searchPath(process.env["PATH"])) !== undefined;

const host: Host = {
  nameFor: ({ environment }) => environment.node ?? hostname(),
  recordFileFor: ({ environment: { instance, globallyUnique } }) =>
    recordFileIn(
      folder,
      recordName(instance, globallyUnique),
      readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim(),
    ),
  // Loaded only where an action asks for them: a monitor runs without.
  managers: ({ run, clock }) => ({
    evms: async () =>
      (await import("../../lib/storage/evms.ts")).evms({
        run,
        lookAtDevice,
        isInstalled,
        isRunning: (program) => listProcesses().some(({ name }) => name === program),
      }),
    lvm: async () => (await import("../../lib/storage/lvm.ts")).lvm(run, clock),
  }),
  isInstalled,
  lookAtDevice,
  readSector: async ({ run }, { path, sectorBytes }, timeoutMs) => {
    const { readSector } = await import("./read-sector.ts");
    return readSector({ run, listProcesses }, path, sectorBytes, timeoutMs);
  },
};

void runAgent(evmsScc, async () => (await import("./actions.ts")).actionsOn(host));
