import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deviceNumber } from "../../../lib/storage/block-device.ts";
import { poll } from "../lab/poll.ts";

/**
 * Makes a block device hang for one process alone, as where one host's path to the SAN is dead: the kernel lets through
 * a byte a second, so that its reads and writes wait.
 */
export function throttle(name: string, pid: number, device: string) {
  const version1 = existsSync("/sys/fs/cgroup/blkio");
  const group = join(version1 ? "/sys/fs/cgroup/blkio" : "/sys/fs/cgroup", `xensan-${name}-${process.pid}`);
  const number = deviceNumber(statSync(device, { bigint: true }).rdev);
  const limit = (bytes: number) => {
    if (!version1)
      return writeFileSync(join(group, "io.max"), `${number} rbps=${bytes || "max"} wbps=${bytes || "max"}`);
    for (const way of ["read", "write"]) {
      writeFileSync(join(group, `blkio.throttle.${way}_bps_device`), `${number} ${bytes}`);
    }
  };
  if (!version1) writeFileSync("/sys/fs/cgroup/cgroup.subtree_control", "+io");
  mkdirSync(group);
  limit(1);
  if (version1)
    for (const task of readdirSync(`/proc/${pid}/task`)) writeFileSync(join(group, "tasks"), task);
  else writeFileSync(join(group, "cgroup.procs"), String(pid));
  return {
    /** What hangs goes on. */
    lift: () => limit(0),
    /** After the process has ended. */
    remove: async () => {
      limit(0);
      const seen = await poll(() => rmdirSync(group) === undefined, { timeoutMs: 10_000, everyMs: 50 });
      if (seen !== true) throw new Error(`${group} could not be removed: ${seen}.`);
    },
  };
}
