import type { Clock } from "../system/clock.ts";
import type { CommandResult, RunCommand } from "../system/command.ts";
import { describeFailure } from "../system/command-failure.ts";
import { type Deadline, deadlineAfter } from "../system/deadline.ts";
import { type LogicalVolume, lvsColumns, parseLvs } from "./lvm-output.ts";
import type { Outcome, VolumeManager } from "./volume-manager.ts";

/**
 * LVM2. A volume group that lvmlockd shares (lock type dlm or sanlock) is activated in shared mode, because guests
 * move live between hosts; what keeps them from writing twice is not LVM's lock. Any other is activated plainly.
 */
export function lvm(run: RunCommand, clock: Clock): VolumeManager {
  const lvs = async (timeoutMs: number) => {
    const result = await lvmCommand(run, lvsArguments, timeoutMs);
    if (result.kind !== "exited" || result.exitCode !== 0) {
      return { kind: "failed", reason: describeFailure("lvm lvs", result) } as const;
    }
    return parseLvs(result.stdout);
  };
  return {
    title: "LVM2",
    program: "lvm",
    waitsFor: () => undefined,
    list: async (timeoutMs) => {
      const listed = await lvs(timeoutMs);
      return listed.kind === "failed"
        ? listed
        : { kind: "listed", volumes: listed.volumes.map(({ name, path }) => ({ name, path })) };
    },
    recall: () => [],
    activate: async (wanted, timeoutMs) => {
      const deadline = deadlineAfter(clock, timeoutMs);
      const listed = await lvs(timeoutMs);
      if (listed.kind === "failed") return listed;
      const volumes = wantedVolumes(wanted, listed.volumes);
      const shared = volumes.filter(({ lockType }) => lockType !== "");
      const plain = volumes.filter(({ lockType }) => lockType === "");
      const steps: string[][] = [];
      if (shared.length > 0) {
        steps.push(["vgchange", "--lockstart", ...new Set(shared.map(({ volumeGroup }) => volumeGroup))]);
        steps.push(["lvchange", "-asy", ...shared.map(({ name }) => name)]);
      }
      if (plain.length > 0) steps.push(["lvchange", "-ay", ...plain.map(({ name }) => name)]);
      return inTurn(run, steps, deadline);
    },
    refresh: async (wanted, timeoutMs) => {
      const deadline = deadlineAfter(clock, timeoutMs);
      const listed = await lvs(timeoutMs);
      if (listed.kind === "failed") return listed;
      const names = wantedVolumes(wanted, listed.volumes).map(({ name }) => name);
      return inTurn(run, names.length === 0 ? [] : [["lvchange", "--refresh", ...names]], deadline);
    },
    // LVM2 itself refuses to deactivate a volume that is open, in the kernel and so without a race.
    deactivate: async (path, timeoutMs) =>
      inTurn(run, [["lvchange", "-an", path]], deadlineAfter(clock, timeoutMs)),
  };
}

/**
 * Without --shared, LVM2 leaves out shared volume groups where this host does not use lvmlockd (seen with 2.03.16):
 * the activation would miss them without a word, instead of failing with LVM2's own reason.
 */
const lvsArguments = ["lvs", "--shared", "--reportformat", "json", "-o", lvsColumns];

function wantedVolumes(
  wanted: readonly string[],
  listed: readonly LogicalVolume[],
): readonly LogicalVolume[] {
  if (wanted.length === 0) return listed;
  const names = new Set(wanted);
  return listed.filter((volume) =>
    [volume.volumeGroup, volume.name, volume.path, volume.mapperPath].some((name) => names.has(name)),
  );
}

/** One after the other until one fails; all share the time. */
async function inTurn(
  run: RunCommand,
  steps: readonly (readonly string[])[],
  deadline: Deadline,
): Promise<Outcome> {
  for (const step of steps) {
    const result = await lvmCommand(run, step, deadline.remainingMs());
    if (result.kind !== "exited" || result.exitCode !== 0) {
      return { kind: "failed", reason: describeFailure(`lvm ${step[0]}`, result) };
    }
  }
  return { kind: "done" };
}

/**
 * Only the report may be on standard output: LVM2 writes "Retrying metadata scan." and the like there too, into the
 * middle of the JSON (seen with 2.03.16). Its warnings about inherited descriptors would hide the real last line.
 */
const lvmEnvironment = {
  LVM_SUPPRESS_FD_WARNINGS: "1",
  LVM_OUT_FD: "2",
  LVM_ERR_FD: "2",
  LVM_REPORT_FD: "1",
};

/** Settings of lvm.conf that would put words before each line of the report. */
const plainLog = ["--config", 'log { prefix="" command_names=0 }'];

function lvmCommand(
  run: RunCommand,
  [command = "", ...args]: readonly string[],
  timeoutMs: number,
): Promise<CommandResult> {
  return run("lvm", [command, ...plainLog, ...args], { timeoutMs, env: lvmEnvironment });
}
