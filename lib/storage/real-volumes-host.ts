import type { Clock } from "../system/clock.ts";
import type { RunCommand } from "../system/command.ts";
import { listProcesses } from "../system/processes.ts";
import { lookAtDevice, sizeOfDevice } from "./block-device.ts";
import { evms } from "./evms.ts";
import { lvm } from "./lvm.ts";
import type { VolumesHost } from "./own-volumes.ts";

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
