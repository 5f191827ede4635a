import { readFileSync } from "node:fs";
import type { BootTime } from "./permit.ts";

/**
 * Time since this boot as /proc/uptime has it: CLOCK_BOOTTIME, to a hundredth of a second. It goes on while the host is
 * suspended, and setting the wall clock does not touch it.
 *
 * @throws Error where the kernel does not tell
 */
export function bootTime(proc = "/proc"): BootTime {
  const uptime = /^(\d{1,12})\.(\d\d) /.exec(readFileSync(`${proc}/uptime`, "latin1"));
  const bootId = readFileSync(`${proc}/sys/kernel/random/boot_id`, "latin1").trim();
  if (uptime === null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bootId)) {
    throw new Error(`${proc} does not tell how long this host is up`);
  }
  return { bootId, nowMs: Number(uptime[1]) * 1_000 + Number(uptime[2]) * 10 };
}
