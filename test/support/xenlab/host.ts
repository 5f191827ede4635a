import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { runCommand } from "../../../lib/system/command.ts";
import { describeFailure } from "../../../lib/system/command-failure.ts";
import { type CrmMon, parseCrmMon } from "../lab/crm-mon.ts";
import { poll } from "../lab/poll.ts";
import { type ProcessId, runs } from "../lab/process.ts";
import { addressOf } from "./cluster.ts";
import { filesOf, type Machine, powerOn, tellMonitor } from "./qemu.ts";

export type Output = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type RunOptions = { readonly timeoutMs?: number; readonly input?: string };

/** A dom0 on real Xen. What it writes outlives its reboots and crashes, as on a real host. */
export type XenHost = {
  readonly name: string;
  readonly address: string;
  /**
   * Runs a program as root there, over ssh. Capped at five minutes unless `timeoutMs` says other.
   * @throws Error when ssh does not get there, or the program does not end in time
   */
  readonly run: (file: string, args?: readonly string[], options?: RunOptions) => Promise<Output>;
  /** Like run, for what has to work. @returns standard output. @throws Error with its exit code and error text */
  readonly do: (file: string, args?: readonly string[], options?: RunOptions) => Promise<string>;
  /** Powers the machine on and waits until its ssh lets the lab in. */
  readonly boot: () => Promise<void>;
  /** Pulls the plug. */
  readonly kill: () => Promise<void>;
  readonly isUp: () => boolean;
  /** Waits until the machine has powered itself off. @returns whether it did */
  readonly poweredOff: (timeoutMs: number) => Promise<boolean>;
  /** Pulls the cable of the link between the hosts; the lab's own ssh has another one. */
  readonly cut: () => Promise<void>;
  readonly heal: () => Promise<void>;
  /** All that hypervisor, kernel and systemd ever wrote to the serial console. */
  readonly console: () => string;
  readonly crmMon: () => Promise<CrmMon>;
};

/** A machine that is still off. @param onStart told of each QEMU that runs for it */
export function createHost(machine: Machine, onStart: (qemu: ProcessId) => void): XenHost {
  const name = `host${machine.number}`;
  const files = filesOf(machine);
  let qemu: ProcessId | undefined;
  execFileSync("cp", ["--sparse=always", "--reflink=auto", machine.images.dom0, files.disk]);
  const isUp = () => qemu !== undefined && runs(qemu);

  const run: XenHost["run"] = async (file, args = [], { timeoutMs = 300_000, input } = {}) => {
    if (!isUp()) throw new Error(`${name} is off, so ${file} cannot run there.`);
    const result = await runCommand(
      "ssh",
      [...sshArguments(machine), [file, ...args].map(quoted).join(" ")],
      {
        timeoutMs,
        ...(input === undefined ? {} : { input }),
      },
    );
    if (result.kind === "exited" && result.exitCode !== 255) return result;
    throw new Error(`On ${name}: ${describeFailure([file, ...args].join(" "), result)}.`);
  };
  const doIt: XenHost["do"] = async (file, args = [], options = {}) => {
    const { exitCode, stdout, stderr } = await run(file, args, options);
    if (exitCode === 0) return stdout;
    const said = stderr.trim() || stdout.trim();
    throw new Error(`${[file, ...args].join(" ")} on ${name} ended with ${exitCode}: ${said}`);
  };
  return {
    name,
    address: addressOf(machine.number),
    run,
    do: doIt,
    isUp,
    boot: async () => {
      if (isUp()) throw new Error(`${name} is on already.`);
      // QEMU makes its end of the link anew.
      rmSync(`${machine.folder}/link${machine.number}`, { force: true });
      qemu = powerOn(machine);
      onStart(qemu);
      const seen = await poll(
        async () => {
          if (!isUp()) return `QEMU ended: ${readFileSync(files.log, "utf8").trim()}`;
          return (await run("true", [], { timeoutMs: 15_000 })).exitCode === 0;
        },
        { timeoutMs: 300_000, everyMs: 1_000 },
      );
      if (seen !== true) throw new Error(`${name} did not come up: ${seen}`);
    },
    kill: async () => {
      if (qemu === undefined || !isUp()) throw new Error(`${name} is off already.`);
      process.kill(qemu.pid, "SIGKILL");
      if ((await poll(() => !isUp(), { timeoutMs: 10_000, everyMs: 20 })) !== true) {
        throw new Error(`${name} does not die.`);
      }
    },
    poweredOff: async (timeoutMs) => (await poll(() => !isUp(), { timeoutMs, everyMs: 500 })) === true,
    cut: () => tellMonitor(machine, "set_link card off"),
    heal: () => tellMonitor(machine, "set_link card on"),
    console: () => readFileSync(files.console, "latin1"),
    crmMon: async () => parseCrmMon(await doIt("crm_mon", ["-1", "--inactive", "--output-as", "xml"])),
  };
}

/** What a person types to get into a machine of the lab. */
export function sshArguments({ images, sshPort }: Machine): readonly string[] {
  return [
    ...["-T", "-i", images.sshKey, "-p", String(sshPort), "-c", "aes128-ctr"],
    ...["BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=10", "ServerAliveCountMax=6"].flatMap(
      option,
    ),
    ...["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"].flatMap(option),
    "root@127.0.0.1",
  ];
}

function option(text: string): readonly string[] {
  return ["-o", text];
}

/** For the remote shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
