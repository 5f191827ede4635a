import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { readProcess, readProcesses, startedWith } from "../../../../lib/system/process-table.ts";
import { killFamily, livingMembers, markVariable } from "../../../../lib/system/process-tree.ts";

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** Starts a shell script and waits for its first line of output, which lists process ids. */
async function start(
  script: string,
  mark = "",
): Promise<{ readonly pid: number; readonly printed: number[] }> {
  const child = spawn("sh", ["-c", script], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, [markVariable]: mark },
  });
  started.push(child);
  const [line] = await once(child.stdout, "data");
  return { pid: child.pid ?? 0, printed: String(line).trim().split(" ").map(Number) };
}

const living = (pids: readonly number[]) => pids.filter((pid) => readProcess(pid) !== undefined);

describe("killFamily, by its root", () => {
  it("ends a process and all below it, and says that none is left", async () => {
    const { pid, printed } = await start("sleep 1000 & a=$!; sleep 1000 & echo $a $!; wait");
    expect(living([pid, ...printed])).toHaveLength(3);
    expect(await killFamily({ root: pid }, 500, process.kill)).toBe(true);
    expect(living([pid, ...printed])).toEqual([]);
  });

  it("lets a process end in its own way inside the grace", async () => {
    const child = spawn("sh", ["-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done"]);
    started.push(child);
    await once(child.stdout, "data");
    const exit = once(child, "exit");
    expect(await killFamily({ root: child.pid ?? 0 }, 2000, process.kill)).toBe(true);
    expect(await exit).toEqual([7, null]);
  });

  it("kills what ignores SIGTERM, after the grace and not before", async () => {
    const { pid } = await start("trap '' TERM; echo $$; while :; do sleep 0.05; done");
    const startMs = performance.now();
    expect(await killFamily({ root: pid }, 300, process.kill)).toBe(true);
    expect(performance.now() - startMs).toBeGreaterThan(290);
  });

  it("finds what a process starts only when it is told to end", async () => {
    const { pid } = await start(
      "trap 'sh -c \"trap : TERM; sleep 1000; sleep 1000\"' TERM; echo 0; sleep 0.5; sleep 1000",
    );
    expect(await killFamily({ root: pid }, 800, process.kill)).toBe(true);
    expect(livingMembers({ root: pid }, [])).toEqual([]);
  });

  it("says false, after two graces, when something cannot be killed", async () => {
    const { pid } = await start("echo $$; exec sleep 1000");
    const sent: string[] = [];
    const startMs = performance.now();
    expect(await killFamily({ root: pid }, 100, (_, signal) => sent.push(signal))).toBe(false);
    expect(sent).toEqual(["SIGTERM", "SIGKILL"]);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  it("takes the refusal of a signal as nothing to report", async () => {
    const { pid } = await start("echo $$; exec sleep 1000");
    const refuse = () => {
      throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
    };
    expect(await killFamily({ root: pid }, 50, refuse)).toBe(false);
  });

  it("has nothing to do for a process that is gone", async () => {
    const child = spawn("true");
    await once(child, "exit");
    expect(await killFamily({ root: child.pid ?? 0 }, 500, process.kill)).toBe(true);
  });

  it("never signals the process that calls it", async () => {
    const { printed } = await start("echo $$; exec sleep 1000");
    const told: number[] = [];
    await killFamily({ root: process.pid }, 50, (pid) => told.push(pid));
    expect(told).toContain(printed[0]);
    expect(told).not.toContain(process.pid);
  });
});

describe("a marked family", () => {
  it("has also those whose parent ended", async () => {
    const { printed } = await start("sleep 1000 & echo $!", "<one>");
    const [orphan = 0] = printed;
    // In the moment of its exec a process shows no environment.
    await expect.poll(() => livingMembers({ mark: "<one>" }, []).map(({ pid }) => pid)).toEqual([orphan]);
    expect(livingMembers({ mark: "<two>" }, [])).toEqual([]);
    expect(await killFamily({ mark: "<one>" }, 500, process.kill)).toBe(true);
    expect(readProcess(orphan)).toBeUndefined();
  });

  it("has those that belong to an inner family too", async () => {
    const { printed } = await start("sleep 1000 & echo $!", "<outer><inner>");
    await expect.poll(() => livingMembers({ mark: "<outer>" }, []).map(({ pid }) => pid)).toEqual(printed);
    expect(await killFamily({ mark: "<outer>" }, 500, process.kill)).toBe(true);
  });

  it("does not have a daemon, which left the process group", async () => {
    const { printed } = await start("setsid sleep 1000 & echo $!; sleep 0.2", "<one>");
    const [daemon = 0] = printed;
    await expect.poll(() => readProcess(daemon)?.group).toBe(daemon);
    await expect.poll(() => livingMembers({ mark: "<one>" }, [])).toEqual([]);
    process.kill(daemon, "SIGKILL");
  });
});

describe("the process table", () => {
  it("knows this process, its parent and its group", () => {
    const own = readProcess(process.pid);
    expect(own).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(readProcesses()).toContainEqual(own);
  });

  it("reads a name with blanks and parentheses in it", async () => {
    const { pid } = await start("printf 'x) S 1' > /proc/$$/comm; echo $$; read _ < /dev/zero; sleep 1000");
    expect(readProcess(pid)).toMatchObject({ pid, parent: process.pid });
  });

  it("does not list a zombie", async () => {
    const { printed } = await start("sleep 0 & echo $!; exec sleep 1000");
    await expect.poll(() => readProcess(printed[0] ?? 0)).toBeUndefined();
  });

  it("reads marks only from the variable that holds them", async () => {
    const { pid } = await start("echo $$; exec sleep 1000", "<one>");
    await expect.poll(() => startedWith(pid, markVariable, "<one>")).toBe(true);
    expect(startedWith(pid, "OTHER", "<one>")).toBe(false);
    expect(startedWith(0, markVariable, "<one>")).toBe(false);
  });
});
