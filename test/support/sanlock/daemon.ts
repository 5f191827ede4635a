import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../lib/system/command.ts";
import { poll } from "../lab/poll.ts";

/** One real sanlock daemon: a "host" of its own beside the others, with its own socket, name and memory. */
export type Daemon = {
  readonly runDirectory: string;
  readonly pid: () => number;
  /** Waits until it answers. @param name what it calls its host; sanlock makes one up where a host gives none */
  readonly start: (name?: string) => Promise<void>;
  /** SIGKILL, as if it had crashed. */
  readonly kill: () => Promise<void>;
};

export function sanlockDaemon(folder: string, host: string, onStart: (pid: number) => void): Daemon {
  const runDirectory = join(folder, host);
  mkdirSync(runDirectory);
  let child: ChildProcess | undefined;
  const env = { PATH: process.env["PATH"], SANLOCK_RUN_DIR: runDirectory, SANLOCK_PRIVILEGED: "0" };
  const start = async (name = host) => {
    const log = openSync(join(folder, `${host}.log`), "a");
    const args = ["daemon", "-D", "-w", "0", "-l", "0", "-h", "0", ...(name === "" ? [] : ["-e", name])];
    // The kernel ends it when this process ends.
    child = spawn("setpriv", ["--pdeathsig", "KILL", "sanlock", ...args], {
      env,
      stdio: ["ignore", log, log],
    });
    if (child.pid !== undefined) onStart(child.pid);
    const answers = async () => {
      const status = await runCommand("sanlock", ["client", "status"], {
        timeoutMs: 5_000,
        env: { SANLOCK_RUN_DIR: runDirectory },
      });
      return status.kind === "exited" && status.stdout.startsWith("daemon ");
    };
    if ((await poll(answers, { timeoutMs: 5_000, everyMs: 30 })) !== true) {
      throw new Error(`${host}'s sanlock does not start; see ${folder}/${host}.log.`);
    }
  };
  return {
    runDirectory,
    pid: () => child?.pid ?? Number.NaN,
    start,
    kill: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child?.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}
