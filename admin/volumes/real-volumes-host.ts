import { lookAtDevice, sizeOfDevice } from "../../lib/storage/block-device.ts";
import { evms } from "../../lib/storage/evms.ts";
import { lvm } from "../../lib/storage/lvm.ts";
import type { VolumesHost } from "../../lib/storage/own-volumes.ts";
import type { Clock } from "../../lib/system/clock.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { listProcesses } from "../../lib/system/processes.ts";

type Effects = {
  readonly run: RunCommand;
  readonly clock: Clock;
  readonly isInstalled: (program: string) => boolean;
};

/** The volumes of the machine that this runs on. */
export function realVolumesHost({ run, clock, isInstalled }: Effects): VolumesHost {
  const isRunning = (program: string) => listProcesses().some(({ name }) => name === program);
  return {
    evms: async () => evms({ run, lookAtDevice, isInstalled, isRunning }),
    lvm: async () => lvm(run, clock),
    ...{ isInstalled, lookAtDevice, sizeOfDevice, clock },
  };
}
