import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext } from "vitest";
import type { ToolstackProcess } from "../../../../lib/guard/report/busy.ts";
import { toolstackProcesses } from "../../../../lib/guard/report/toolstack-processes.ts";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import { runCommand } from "../../../../lib/system/command.ts";
import { xl } from "../../../../lib/xen/xl.ts";
import { parseXlList } from "../../../../lib/xen/xl-list.ts";
import { poll } from "../../../support/lab/poll.ts";
import { removeFolder } from "../../../support/remove-folder.ts";

const program = join(import.meta.dirname, "../../../support/xen");

/** For what comes about in a fraction of a second: on a machine that is busy with other tests it takes many times that. */
export const soon = { timeoutMs: 20_000, everyMs: 40 };

export type Said = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type Scene = ReturnType<typeof makeScene>;
export type StandInHost = ReturnType<Scene["host"]>;

/** Hosts of the stand-in that share one disk and reach each other by something that is called ssh. */
export function makeScene() {
  const folder = mkdtempSync(join(tmpdir(), "xensan-stand-in-xl-"));
  const bin = join(folder, "bin");
  const disk = join(folder, "disk");
  mkdirSync(bin);
  symlinkSync(join(program, "xl"), join(bin, "xl"));
  /** What an xl finds under this name from now on, in sh. */
  const command = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  command(
    "ssh",
    `while [ "$1" = -o ]; do shift 2; done
[ -d "${folder}/$1" ] || { echo "ssh: Could not resolve hostname $1: Name or service not known" >&2; exit 255; }
XENSAN_XEN_STATE=${folder}/$1; export XENSAN_XEN_STATE
shift
exec "$@"`,
  );
  writeFileSync(disk, "");
  truncateSync(disk, 1024 * 1024);
  const hosts: string[] = [];

  const host = (name: string) => {
    const state = join(folder, name);
    const file = (kind: "settings" | "faults", each: string, text: string) => {
      mkdirSync(join(state, kind), { recursive: true });
      writeFileSync(join(state, kind, each), `${text}\n`);
    };
    const quick = { host: name, rate: 1000, build: 0.05, shutdown: 0.05, reboot_gap: 4, patience: 20 };
    for (const [each, value] of Object.entries(quick)) file("settings", each, String(value));
    hosts.push(state);
    const env = { XENSAN_XEN_STATE: state, PATH: `${bin}:${process.env["PATH"]}` };
    const run = async (...args: readonly string[]): Promise<Said> => {
      const result = await runCommand("xl", args, { timeoutMs: 30_000, env });
      if (result.kind !== "exited") throw new Error(`xl ${args.join(" ")}: ${JSON.stringify(result)}`);
      return result;
    };
    const states = async (): Promise<readonly string[]> => {
      const listing = parseXlList((await run("list")).stdout);
      if (listing.kind === "unknown") throw new Error(listing.reason);
      return listing.domains
        .filter(({ domid }) => domid !== 0)
        .map((each) => `${each.name} ${each.state.replace(/^(?:blocked|runnable)$/, "running")}`);
    };
    return {
      name,
      state,
      run,
      states,
      /** lib/xen on this host. */
      toolstack: xl(
        (command, args, options) => runCommand(command, args, { ...options, env }),
        monotonicClock,
      ),
      start: (...args: readonly string[]): ChildProcess =>
        spawn("xl", args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] }),
      set: (name: string, value: string | number) => file("settings", name, String(value)),
      fault: (name: string, text: string | number) => file("faults", name, String(text)),
      /** Waits until the domains and their states are these. */
      comesTo: async (...wanted: readonly string[]) => {
        const look = async () => {
          const seen = await states();
          return seen.join() === wanted.join() || seen.join();
        };
        expect(await poll(look, soon)).toBe(true);
      },
    };
  };

  return {
    folder,
    disk,
    host,
    command,
    /** A configuration of a guest, with this disk unless other lines are given. */
    config: (
      name: string,
      memoryMiB = 64,
      more = `disk = [ "format=raw, vdev=xvda, access=rw, target=${disk}" ]`,
    ) => {
      const path = join(folder, `${name}.cfg`);
      writeFileSync(path, `name = "${name}"\nmemory = ${memoryMiB}\n${more}\n`);
      return path;
    },
    /** What check-disk says of the disk. */
    checkDisk: async () => {
      const result = await runCommand(join(program, "check-disk"), [disk], { timeoutMs: 30_000 });
      if (result.kind !== "exited") throw new Error(JSON.stringify(result));
      return result;
    },
    /** Waits until the disk has so many records, by whomever. */
    recordsReach: async (number: number) => {
      const last = /(\d+) \S+ \S+ \S+\n$/;
      const look = async () => Number(last.exec(await checked(disk))?.[1] ?? 0) >= number;
      expect(await poll(look, { timeoutMs: 30_000, everyMs: 50 })).toBe(true);
    },
    end: async () => {
      for (const state of hosts) {
        const stopped = await runCommand(join(program, "stop"), [state], { timeoutMs: 30_000 });
        expect(stopped).toMatchObject({ kind: "exited", exitCode: 0, stderr: "" });
      }
      // What was just killed may still write here.
      await removeFolder(folder);
    },
  };
}

async function checked(disk: string): Promise<string> {
  const result = await runCommand(join(program, "check-disk"), [disk], { timeoutMs: 30_000 });
  return result.kind === "exited" ? result.stdout : "";
}

/** One host, for the length of a test. */
export function stage({ onTestFinished }: TestContext) {
  const scene = makeScene();
  onTestFinished(scene.end);
  return { scene, host: scene.host("host1") };
}

/** What of a host's toolstack lives, and not of the hosts of other tests. */
export function processesOf({ state }: StandInHost): readonly ToolstackProcess[] {
  return toolstackProcesses().filter((each) => each.arguments[0] === join(state, "bin/xl"));
}

/** How a started xl ended, with all it said. */
export async function endOf(
  child: ChildProcess,
): Promise<{ readonly code: number | string; readonly stderr: string }> {
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdout?.resume();
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code: code ?? signal ?? "", stderr }));
  });
}
