import { getEventListeners } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CommandResult,
  commandRunner,
  runCommand as runByNode,
} from "../../../../lib/system/command.ts";
import { readProcess } from "../../../../lib/system/process-table.ts";
import { runInOwnSession } from "../../../../lib/system/run-in-own-session.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-command-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each([
  ["Node.js", runByNode],
  [
    "execa",
    commandRunner(process.kill, {
      starter: async () => (await import("../../../../lib/system/start-by-execa.ts")).startByExeca,
    }),
  ],
])("by %s", (_, runCommand) => {
  const shell = (script: string, timeoutMs = 10_000): Promise<CommandResult> =>
    runCommand("sh", ["-c", script], { timeoutMs });

  function script(name: string, text: string, mode = 0o755): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  /** The process ids that a script printed, one a line. */
  function printedPids(result: CommandResult): number[] {
    if (!("stdout" in result)) throw new Error(`no output: ${result.kind}`);
    return result.stdout.trim().split("\n").map(Number);
  }

  async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
    const startMs = performance.now();
    const value = await work;
    return { value, ms: performance.now() - startMs };
  }

  describe("runCommand tells how a command ended", () => {
    it("gives exit code and both outputs, final newline included", async () => {
      expect(await shell("echo out; echo err >&2; exit 3")).toEqual({
        kind: "exited",
        exitCode: 3,
        stdout: "out\n",
        stderr: "err\n",
      });
    });

    it("tells an end by a signal from an exit", async () => {
      expect(await shell("echo so far; kill -KILL $$")).toEqual({
        kind: "signalled",
        signal: "SIGKILL",
        stdout: "so far\n",
        stderr: "",
      });
    });

    it("says not-found for a name that is nowhere on PATH, and for a path that does not exist", async () => {
      const file = "xensan-no-such-tool";
      expect(await runCommand(file, [], { timeoutMs: 1000 })).toEqual({ kind: "not-found", file });
      const path = join(folder, file);
      expect(await runCommand(path, [], { timeoutMs: 1000 })).toEqual({ kind: "not-found", file: path });
    });

    it("says failed-to-start for a file that may not be executed, and for a folder", async () => {
      const refused = {
        kind: "failed-to-start",
        reason: "it is not a file that this user may execute (EACCES)",
      };
      expect(await runCommand(script("plain", "#!/bin/sh\n", 0o644), [], { timeoutMs: 1000 })).toEqual(
        refused,
      );
      expect(await runCommand(folder, [], { timeoutMs: 1000 })).toEqual(refused);
    });

    it("says failed-to-start, and not not-found, when only the script's interpreter is missing", async () => {
      const path = script("orphan", "#!/no/such/interpreter\n");
      expect(await runCommand(path, [], { timeoutMs: 1000 })).toEqual({
        kind: "failed-to-start",
        reason: `${path} names an interpreter that is not installed (ENOENT)`,
      });
    });

    it("says failed-to-start for arguments that are too long for any program", async () => {
      const result = await runCommand("true", ["x".repeat(4_000_000)], { timeoutMs: 1000 });
      expect(result).toEqual({ kind: "failed-to-start", reason: "spawn E2BIG" });
    });

    it("replaces bytes that are not UTF-8 and keeps the rest", async () => {
      const result = await shell("printf 'a\\377\\000b'; printf '\\303' >&2");
      expect(result).toEqual({ kind: "exited", exitCode: 0, stdout: "a\uFFFD\0b", stderr: "\uFFFD" });
    });

    it("does not cut a character that arrives in two pieces", async () => {
      const result = await shell("printf '\\303'; sleep 0.1; printf '\\244'");
      expect(result).toMatchObject({ kind: "exited", stdout: "ä" });
    });
  });

  describe("runCommand gives a command its surroundings", () => {
    it("sets the C locale and adds to the environment of this process", async () => {
      process.env["XENSAN_TEST_INHERITED"] = "yes";
      try {
        const result = await runCommand("sh", ["-c", "echo $LC_ALL $XENSAN_TEST_INHERITED $ADDED"], {
          timeoutMs: 5000,
          env: { ADDED: "too" },
        });
        expect(result).toMatchObject({ stdout: "C yes too\n" });
      } finally {
        delete process.env["XENSAN_TEST_INHERITED"];
      }
    });

    it("finds tools in the sbin folders when the caller's PATH has none", async () => {
      const result = await runCommand("sh", ["-c", "echo $PATH"], {
        timeoutMs: 5000,
        env: { PATH: "/opt/x" },
      });
      expect(result).toMatchObject({ stdout: "/opt/x:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin\n" });
    });

    it("gives a closed standard input, or the given one", async () => {
      expect(await shell("cat | wc -c")).toMatchObject({ exitCode: 0, stdout: "0\n" });
      const result = await runCommand("cat", [], { timeoutMs: 5000, input: "given" });
      expect(result).toMatchObject({ exitCode: 0, stdout: "given" });
    });

    it("does not mind a command that never reads its input", async () => {
      const result = await runCommand("true", [], { timeoutMs: 5000, input: "x".repeat(5_000_000) });
      expect(result).toMatchObject({ kind: "exited", exitCode: 0 });
    });

    it("leaves the child in the caller's process group, so that who kills the group kills the child", async () => {
      const result = await shell("cut -d' ' -f5 /proc/$$/stat");
      expect(printedPids(result)).toEqual([readProcess(process.pid)?.group]);
    });
  });

  describe("runCommand never runs past its cap", () => {
    it("gives a child a session of its own where that is asked for, and still ends all that it left behind", async () => {
      const group = await runInOwnSession("sh", ["-c", "ps -o pgid= -o sid= -p $$; echo $$"], {
        timeoutMs: 5_000,
      });
      const [ids = "", pid = ""] = group.kind === "exited" ? group.stdout.trim().split("\n") : [];
      expect(ids.trim().split(/ +/)).toEqual([pid, pid]);
      const printed = await runInOwnSession("sh", ["-c", "sleep 60 & echo $!; exit 0"], { timeoutMs: 2_000 });
      expect(printed.kind).toBe("timed-out");
      const left = Number(printed.kind === "timed-out" ? printed.stdout : "0");
      expect(left).toBeGreaterThan(1);
      await expect.poll(() => readProcess(left)).toBeUndefined();
    });

    it("ends a command at the cap and gives what it printed until then", async () => {
      const { value, ms } = await timed(shell("echo begun; echo why >&2; exec sleep 1000", 1_000));
      expect(value).toEqual({ kind: "timed-out", afterMs: 1_000, stdout: "begun\n", stderr: "why\n" });
      expect(ms).toBeLessThan(15_000);
    });

    it("gives also what a command says when it is told to end", async () => {
      const result = await shell("trap 'echo cut off; exit 1' TERM; echo begun; sleep 1000 & wait", 1_000);
      expect(result).toMatchObject({ kind: "timed-out", stdout: "begun\ncut off\n" });
    });

    it("kills a child that ignores SIGTERM", async () => {
      const { value, ms } = await timed(shell("trap '' TERM; echo $$; while :; do sleep 0.1; done", 1_000));
      expect(value.kind).toBe("timed-out");
      expect(printedPids(value).map(readProcess)).toEqual([undefined]);
      expect(ms).toBeLessThan(15_000);
    });

    it("kills a child that is stopped", async () => {
      const result = await shell("echo $$; kill -STOP $$", 1_000);
      expect(result.kind).toBe("timed-out");
      expect(printedPids(result).map(readProcess)).toEqual([undefined]);
    });

    it("kills what the child started", async () => {
      const result = await shell("sleep 1000 & echo $!; (sleep 1000 & echo $!; wait) & wait", 1_000);
      expect(result.kind).toBe("timed-out");
      expect(printedPids(result).map(readProcess)).toEqual([undefined, undefined]);
    });

    it("kills what the child leaves behind only when it is told to end", async () => {
      const result = await shell(
        "trap 'sleep 1000 & echo $!; exit' TERM; while :; do sleep 0.02; done",
        1_000,
      );
      expect(result.kind).toBe("timed-out");
      expect(printedPids(result).map(readProcess)).toEqual([undefined]);
    });

    it("kills what a child that has exited left behind with the output open", async () => {
      const { value, ms } = await timed(shell("sleep 1000 & echo $!; exit 0", 1_000));
      expect(value.kind).toBe("timed-out");
      expect(printedPids(value).map(readProcess)).toEqual([undefined]);
      expect(ms).toBeLessThan(15_000);
    });

    it("kills what was left behind even where it ignores SIGTERM and forks", async () => {
      const stubborn = "trap '' TERM; while :; do sleep 0.05; done";
      const result = await shell(`sh -c "${stubborn}" & echo $!; exit 0`, 1_000);
      expect(result.kind).toBe("timed-out");
      expect(printedPids(result).map(readProcess)).toEqual([undefined]);
    });

    it("waits for what a child left behind to print, inside the cap", async () => {
      const result = await shell("(sleep 0.3; echo late) & echo early");
      expect(result).toEqual({ kind: "exited", exitCode: 0, stdout: "early\nlate\n", stderr: "" });
    });

    it("neither waits for a daemon that keeps the output open, nor kills it", async () => {
      const { value, ms } = await timed(shell("setsid sleep 1000 & echo $!; sleep 0.2; exit 4"));
      const [daemon = 0] = printedPids(value);
      try {
        expect(value).toMatchObject({ kind: "exited", exitCode: 4 });
        expect(readProcess(daemon)).toBeDefined();
        expect(ms).toBeLessThan(15_000);
      } finally {
        process.kill(daemon, "SIGKILL");
      }
    });

    it("starts nothing when no time is left", async () => {
      const path = join(folder, "started");
      const result = await runCommand("touch", [path], { timeoutMs: 0 });
      expect(result).toEqual({ kind: "timed-out", afterMs: 0, stdout: "", stderr: "" });
      expect(() => readFileSync(path)).toThrow("ENOENT");
    });

    it("takes a cap beyond the longest timer, and refuses one that is no number", async () => {
      expect(await runCommand("sleep", ["0.1"], { timeoutMs: 2 ** 40 })).toMatchObject({ kind: "exited" });
      const endless = runCommand("true", [], { timeoutMs: Number.POSITIVE_INFINITY });
      await expect(endless).rejects.toThrow("a command's cap must be finite, not Infinity");
    });
  });

  describe("runCommand bounds what it keeps", () => {
    it("kills a command that floods its output, and says so", async () => {
      const { value, ms } = await timed(runCommand("yes", [], { timeoutMs: 20_000 }));
      if (value.kind !== "flooded") throw new Error(value.kind);
      expect(value.stdout.length).toBe(16 * 1024 * 1024);
      expect(value.limitBytes).toBe(16 * 1024 * 1024);
      expect(ms).toBeLessThan(10_000);
    });

    it("counts each stream for itself, and takes what just fits", async () => {
      const result = await shell("head -c 16777216 /dev/zero; head -c 16777216 /dev/zero >&2");
      expect(result.kind).toBe("exited");
      expect((await shell("head -c 16777217 /dev/zero >&2")).kind).toBe("flooded");
    });
  });

  describe("runCommand can be ended early", () => {
    it("rejects with the signal's reason, with nothing of the command left", async () => {
      const early = new AbortController();
      const pidFile = join(folder, "pids");
      const running = runCommand("sh", ["-c", `sleep 1000 & echo $$ $! > ${pidFile}; wait`], {
        timeoutMs: 30_000,
        signal: early.signal,
      });
      const reason = new Error("the action's time is up");
      const rejected = expect(running).rejects.toBe(reason);
      await expect.poll(() => readFileSync(pidFile, "latin1")).toMatch(/^\d+ \d+\n$/);
      early.abort(reason);
      await rejected;
      const pids = readFileSync(pidFile, "latin1").trim().split(" ").map(Number);
      expect(pids.map(readProcess)).toEqual([undefined, undefined]);
    });

    it("starts nothing when it is aborted already, or before the program could be started", async () => {
      const path = join(folder, "started");
      const early = new AbortController();
      const running = runCommand("touch", [path], { timeoutMs: 5000, signal: early.signal });
      early.abort(new Error("no"));
      await expect(running).rejects.toThrow("no");
      const again = runCommand("touch", [path], { timeoutMs: 5000, signal: early.signal });
      await expect(again).rejects.toThrow("no");
      expect(() => readFileSync(path)).toThrow("ENOENT");
    });
  });

  describe("runCommand leaves nothing in this process", () => {
    it("has no listener and no timer left, however the commands ended", async () => {
      const { signal } = new AbortController();
      const listeners = () =>
        process
          .eventNames()
          .filter((name) => name !== "message")
          .map((name) => process.listenerCount(name))
          .reduce((sum, count) => sum + count, getEventListeners(signal, "abort").length);
      const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
      await runCommand("true", [], { timeoutMs: 5000, signal });
      const before = listeners();
      for (let round = 0; round < 5; round += 1) {
        await runCommand("true", [], { timeoutMs: 600_000, signal });
        await runCommand("false", [], { timeoutMs: 600_000, signal, input: "x" });
        await runCommand("sleep", ["1000"], { timeoutMs: 20, signal });
        await runCommand("xensan-no-such-tool", [], { timeoutMs: 600_000, signal });
      }
      expect(listeners()).toBe(before);
      // One may be the test runner's own.
      expect(timers()).toBeLessThan(2);
    });

    it("leaves a command alone when it is told to: it goes on, and nobody waits for it", async () => {
      const done = join(folder, "done");
      const first = new AbortController();
      setTimeout(() => first.abort(), 1_000);
      const { value, ms } = await timed(
        runCommand("sh", ["-c", `echo begun; trap "" PIPE; sleep 4; echo more; echo done >${done}`], {
          timeoutMs: 30_000,
          leave: first.signal,
        }),
      );
      expect(value).toEqual({ kind: "left", stdout: "begun\n", stderr: "" });
      expect(ms).toBeLessThan(3_900);
      await expect.poll(() => existsSync(done), { timeout: 20_000 }).toBe(true);
      const late = await runCommand("sleep", ["5"], { timeoutMs: 10_000, leave: first.signal });
      expect(late.kind).toBe("left");
    });

    it("runs many commands at once without mixing them up", async () => {
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, index) => shell(`echo ${index}; exit ${index}`)),
      );
      expect(results).toEqual(
        results.map((_, index) => ({ kind: "exited", exitCode: index, stdout: `${index}\n`, stderr: "" })),
      );
    });
  });
});
