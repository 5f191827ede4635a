import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CommandResult, type RunCommand, runCommand } from "../../../lib/system/command.ts";
import { unpacked } from "../host/parsers.ts";
import { poll } from "../lab/poll.ts";

/** A machine that a real systemd boots and ends. */
export type SystemdMachine = {
  /** Runs a program on it, as a person would who is logged in. */
  readonly run: (...words: readonly string[]) => Promise<CommandResult>;
  /** Ends it as a person does, and waits until it is gone. */
  /** The same as an effect: without input, and with its own time limit. */
  readonly runCommand: RunCommand;
  /** Where its file system is seen from outside. */
  readonly root: () => string;
  readonly powerOff: () => Promise<void>;
  /** What its services and programs have written down, in their order. */
  readonly journal: () => readonly string[];
  readonly remove: () => Promise<void>;
};

/** Texts by path; a program begins with "#!". */
export type Files = Readonly<Record<string, string>>;

/** Boots a machine with Debian's own xendomains and these files. */
export async function bootSystemd(files: Files): Promise<SystemdMachine> {
  const work = mkdtempSync(join(tmpdir(), "xensan-systemd-"));
  for (const folder of ["mount", "log", "files/etc/init.d", "files/usr/lib"]) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  const xen = unpacked("xen");
  cpSync(join(xen, "etc/init.d/xendomains"), join(work, "files/etc/init.d/xendomains"));
  cpSync(join(xen, "usr/lib/xen-common"), join(work, "files/usr/lib/xen-common"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const target = join(work, "files", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    chmodSync(target, text.startsWith("#!") ? 0o755 : 0o644);
  }
  writeFileSync(join(work, "log/journal"), "");
  const child = spawn("sh", [join(import.meta.dirname, "boot.sh"), work], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const run = (...words: readonly string[]) => enter(child, words);
  const machine: SystemdMachine = {
    run,
    runCommand: (file, args) => run(file, ...args),
    root: () => `/proc/${firstProcess(child)}/root`,
    journal: () => readFileSync(join(work, "log/journal"), "utf8").split("\n").slice(0, -1),
    powerOff: async () => {
      await run("systemctl", "poweroff");
      await within(ended, 60_000, () => `the machine did not end: ${said}`);
    },
    remove: async () => {
      child.kill("SIGKILL");
      await ended;
      const group = readFileSync(join(work, "group"), "utf8").trim();
      const removed = await poll(() => isRemoved(group), { timeoutMs: 10_000, everyMs: 50 });
      if (removed !== true) throw new Error(removed);
      rmSync(work, { recursive: true });
    },
  };
  const up = await poll(
    async () => {
      const state = await run("systemctl", "is-active", "xensan-test.target");
      return (state.kind === "exited" && state.stdout === "active\n") || JSON.stringify(state);
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );
  if (up === true) return machine;
  await machine.remove();
  throw new Error(`the machine does not come up: ${up} ${said}`);
}

/** unshare's only child. */
function firstProcess({ pid }: ChildProcess): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
}

async function enter(child: ChildProcess, words: readonly string[]): Promise<CommandResult> {
  const first = firstProcess(child);
  const namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd"];
  return runCommand("nsenter", ["--target", first, ...namespaces, "--", ...words], { timeoutMs: 60_000 });
}

async function within(promise: Promise<void>, ms: number, problem: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(problem())), ms);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Control groups below first. */
function isRemoved(group: string): true | string {
  try {
    for (const path of below(group)) rmdirSync(path);
    return true;
  } catch (error) {
    return `${group} stays: ${error}`;
  }
}

function below(group: string): readonly string[] {
  const inner = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...inner.flatMap(({ name }) => below(join(group, name))), group];
}
