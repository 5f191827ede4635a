import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readProcess } from "../../../../lib/system/process-table.ts";

const command = new URL("../../../../lib/system/command.ts", import.meta.url).href;

/** Runs a module in a Node.js of its own: whether a process can end shows only from outside. */
async function inOwnProcess(module: string): Promise<{ readonly stdout: string; readonly ms: number }> {
  const startMs = performance.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", module],
    { timeout: 45_000 },
  );
  return { stdout, ms: performance.now() - startMs };
}

describe("a command that cannot be killed", () => {
  it("is left behind at the cap, and this process can end by itself", async () => {
    // No signal arrives, as with a process in uninterruptible sleep.
    const { stdout, ms } = await inOwnProcess(`
      import { commandRunner } from "${command}";
      const run = commandRunner(() => {});
      const script = "trap '' TERM; echo $$; sleep 30; sleep 30";
      const result = await run("sh", ["-c", script], { timeoutMs: 4_000, input: "x".repeat(1_000_000) });
      process.stdout.write(JSON.stringify(result));
    `);
    const result = JSON.parse(stdout);
    const pid = Number(result.stdout);
    try {
      expect(result).toEqual({ kind: "timed-out", afterMs: 4_000, stdout: `${pid}\n`, stderr: "" });
      expect(readProcess(pid)).toBeDefined();
      expect(ms).toBeLessThan(25_000);
    } finally {
      // 0 would be this process and all beside it.
      if (pid > 0) process.kill(pid, "SIGKILL");
    }
  });

  it("is signalled with SIGTERM and then SIGKILL, once each", async () => {
    const { stdout } = await inOwnProcess(`
      import { commandRunner } from "${command}";
      const sent = [];
      const run = commandRunner((pid, signal) => sent.push(signal));
      await run("sleep", ["9"], { timeoutMs: 100 });
      process.stdout.write(sent.join(" "));
    `);
    expect(stdout).toBe("SIGTERM SIGKILL");
  });
});
