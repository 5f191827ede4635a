import type { Call } from "../../lib/ocf/run-agent.ts";
import type { LookAtDevice } from "../../lib/storage/block-device.ts";
import type { VolumeManager } from "../../lib/storage/volume-manager.ts";
import type { evmsScc } from "./agent.ts";
import type { ReadOutcome } from "./read-sector.ts";
import type { RecordFile } from "./record-file.ts";

export type EvmsSccCall = Call<typeof evmsScc.parameters>;

/** What the actions see of the host; main.ts builds the real one. */
export type Host = {
  /** The node's name as the cluster says it, else as `uname -n` does. */
  readonly nameFor: (call: EvmsSccCall) => string;
  readonly recordFileFor: (call: EvmsSccCall) => RecordFile;
  readonly managers: (call: EvmsSccCall) => {
    readonly evms: () => Promise<VolumeManager>;
    readonly lvm: () => Promise<VolumeManager>;
  };
  readonly isInstalled: (program: string) => boolean;
  readonly lookAtDevice: LookAtDevice;
  readonly readSector: (
    call: EvmsSccCall,
    device: { readonly path: string; readonly sectorBytes: number },
    timeoutMs: number,
  ) => Promise<ReadOutcome>;
};
