import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bootTime } from "../../../../../lib/guard/permit/boot-time.ts";

let proc = "";
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), "xensan-proc-"));
  mkdirSync(join(proc, "sys/kernel/random"), { recursive: true });
});
afterEach(() => rmSync(proc, { recursive: true }));

function kernelSays(uptime: string, bootId = "0b0c3d1e-6f0a-4b55-9d6b-0a8e6d1f2c3b\n"): void {
  writeFileSync(join(proc, "uptime"), uptime);
  writeFileSync(join(proc, "sys/kernel/random/boot_id"), bootId);
}

describe("The time since the boot", () => {
  it("is what the kernel says, in milliseconds", () => {
    kernelSays("350735.47 234388.90\n");
    expect(bootTime(proc)).toEqual({ bootId: "0b0c3d1e-6f0a-4b55-9d6b-0a8e6d1f2c3b", nowMs: 350_735_470 });
  });

  it("goes forward here, in one boot", () => {
    const [first, second] = [bootTime(), bootTime()];
    expect(second.bootId).toBe(first.bootId);
    expect(second.nowMs - first.nowMs).toBeGreaterThanOrEqual(0);
    // Both count from the boot; the steady clock of Node.js may begin anywhere.
    expect(first.nowMs).toBeGreaterThan(0);
  });

  it.each(["", "later 1.00\n", "1e9 1.00\n", "-1.00 1.00\n"])("is not guessed from %j", (uptime) => {
    kernelSays(uptime);
    expect(() => bootTime(proc)).toThrow(`${proc} does not tell how long this host is up`);
  });

  it("needs the boot's identity", () => {
    kernelSays("1.00 1.00\n", "unknown\n");
    expect(() => bootTime(proc)).toThrow(`${proc} does not tell how long this host is up`);
  });
});
