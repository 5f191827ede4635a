import { type ChildProcess, execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { listProcesses } from "../../../../lib/system/processes.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts a program and waits until the kernel shows it and not the fork that became it. */
async function started(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: "ignore" });
  children.push(child);
  await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  return child.pid ?? 0;
}

const found = (pid: number) => listProcesses().find((process) => process.pid === pid);

describe("listProcesses", () => {
  it("shows a process with its name and arguments, also empty and non-ASCII ones", async () => {
    const script = "while :; do sleep 1; done";
    const pid = await started("sh", ["-c", script, "", "if=/dev/evms/größe 1"]);
    await expect
      .poll(() => found(pid))
      .toEqual({
        pid,
        name: "sh",
        arguments: ["sh", "-c", script, "", "if=/dev/evms/größe 1"],
      });
  });

  it("shows this process, and each one once", () => {
    const pids = listProcesses().map(({ pid }) => pid);
    expect(pids).toContain(process.pid);
    expect(new Set(pids).size).toBe(pids.length);
  });

  it("does not show a process that has ended and was collected", async () => {
    const pid = await started("sleep", ["30"]);
    await expect.poll(() => found(pid)).toMatchObject({ name: "sleep" });
    const [child] = children;
    const gone = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await gone;
    expect(found(pid)).toBeUndefined();
  });
});

describe("a process that can open nothing more", () => {
  it("does not take that for a host without processes", async () => {
    const script = `
      import { openSync } from "node:fs";
      import { findProcesses } from ${JSON.stringify(join(import.meta.dirname, "../../../../lib/system/processes.ts"))};
      const seen = findProcesses(({ name }) => name === "node").length;
      try { for (;;) openSync("/dev/null"); } catch {}
      try { findProcesses(() => true); console.log("seen", seen, "nothing is wrong"); }
      catch (error) { console.log("seen", seen > 0, error.code); }`;
    const node = ["--import", "tsx", "--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)("sh", [
      ...["-c", 'ulimit -n 200; exec "$@"', "sh", process.execPath],
      ...node,
    ]);
    expect(stdout).toBe("seen true EMFILE\n");
  });
});
