import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { LeaseHost } from "../../../lib/guard/sanlock/host.ts";
import { initVolume } from "../../../lib/guard/sanlock/init.ts";
import { sanlockLease } from "../../../lib/guard/sanlock/sanlock-lease.ts";
import { monotonicClock } from "../../../lib/system/clock.ts";
import { runCommand } from "../../../lib/system/command.ts";
import { readProcesses } from "../../../lib/system/process-table.ts";
import { cleanUp, cleanUpAfterTheDead, cleanUpAtExit, forgetAtExit } from "../lab/clean-up.ts";
import { type ProcessId, processId } from "../lab/process.ts";
import { type LabRecord, writeRecord } from "../lab/record.ts";
import { type Daemon, sanlockDaemon } from "./daemon.ts";

export const seconds = 1_000;

/** One host of the lab: a real daemon, a real holder, and a stand-in for xl. */
export type LabHost = LeaseHost & {
  readonly daemon: Daemon;
  readonly lease: ReturnType<typeof sanlockLease>;
  readonly xl: StandIn;
};

export type StandIn = {
  /** The flags of `xl list`, or "gone". */
  readonly state: () => string;
  readonly set: (state: string) => void;
  readonly calls: () => readonly string[];
  readonly breaks: (what: "broken-list" | "broken-pause") => void;
  readonly mends: (what: "broken-list" | "broken-pause") => void;
};

export type Lab = {
  readonly folder: string;
  readonly path: string;
  readonly host: (name: string) => LabHost;
  /** Ends all that the lab started, and says what would not end. */
  readonly end: () => Promise<void>;
};

export type LabOptions = {
  readonly hosts: readonly string[];
  /** In MiB. Default: 16. */
  readonly size?: number;
  /** A loop device, with sectors of so many bytes, and not a file. */
  readonly sectorBytes?: 512 | 4096;
};

/**
 * Daemons side by side on one volume. io timeout 1 s: joining takes 3 s, a silent host is dead after 68 s.
 */
export function sanlockLab({ hosts, size = 16, sectorBytes }: LabOptions): Lab {
  cleanUpAfterTheDead();
  const folder = mkdtempSync(join(tmpdir(), "xensan-sanlock-"));
  const daemons: ProcessId[] = [];
  const record = (): LabRecord => ({
    id: basename(folder).toLowerCase(),
    owner: processId(process.pid),
    folder,
    processes: [...daemons],
  });
  const keepRecord = () => {
    writeRecord(record());
    cleanUpAtExit(record());
  };
  keepRecord();
  const file = join(folder, "volume");
  writeFileSync(file, "");
  truncateSync(file, size * 1024 * 1024);
  const path = sectorBytes === undefined ? file : attach(file, sectorBytes);
  const nodes = new Map(hosts.map((name, index) => [name, index + 1]));
  const holderPath = join(folder, "holder");
  copyFileSync(new URL("../../../hooks/holder/holder.sh", import.meta.url), holderPath);
  const made = new Map<string, LabHost>();
  for (const self of hosts) {
    const daemon = sanlockDaemon(folder, self, (pid) => {
      daemons.push(processId(pid));
      keepRecord();
    });
    const xl = standIn(join(folder, `${self}-bin`));
    const base: LeaseHost = {
      run: (command, args, options) =>
        runCommand(command, args, {
          ...options,
          env: { ...options.env, PATH: `${xl.folder}:${process.env["PATH"]}` },
        }),
      clock: monotonicClock,
      send: process.kill,
      path,
      self,
      nodes,
      toolstack: "xl",
      holderPath,
      watchSeconds: 0,
      runDirectory: daemon.runDirectory,
      ioTimeoutSeconds: 1,
    };
    made.set(self, { ...base, daemon, xl, lease: sanlockLease(base) });
  }
  const end = async () => {
    // Holders first: whose daemon dies would look for its guest for ever where the stand-in is gone.
    for (const { pid } of ownHolders(holderPath)) process.kill(pid, "SIGKILL");
    for (const { daemon } of made.values()) await daemon.kill();
    const left = ownHolders(holderPath);
    cleanUp(record());
    forgetAtExit(record());
    if (left.length > 0) throw new Error(`holders are left: ${left.map(({ pid }) => pid).join(" ")}`);
  };
  return {
    folder,
    path,
    end,
    host: (name) => {
      const host = made.get(name);
      if (host === undefined) throw new Error(`The lab has no ${name}.`);
      return host;
    },
  };
}

/** Whoever takes the lab away detaches it: it is known by its file. */
function attach(file: string, sectorBytes: number): string {
  const args = ["--find", "--show", "--nooverlap", "--sector-size", String(sectorBytes), file];
  return execFileSync("losetup", args, { encoding: "utf8", timeout: 10_000 }).trim();
}

/** Starts the daemons and makes the volume, with the claim of nfs1; every host has joined then. */
export async function startAll(lab: Lab, hosts: readonly string[]): Promise<readonly LabHost[]> {
  const all = hosts.map(lab.host);
  await Promise.all(all.map(({ daemon }) => daemon.start()));
  const [first] = all;
  if (first === undefined) throw new Error("A lab has a host at least.");
  const made = await initVolume(first, { guests: ["nfs1"], force: false, anyHost: false }, 20 * seconds);
  if (made.kind !== "initialised") throw new Error(made.reason);
  return all;
}

/** The holders of this lab, whoever their parent is. */
export function ownHolders(holderPath: string) {
  return readProcesses().filter(({ pid }) => commandOf(pid).includes(holderPath));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

function standIn(folder: string): StandIn & { readonly folder: string } {
  mkdirSync(folder);
  const set = (state: string) => writeFileSync(join(folder, "state"), `${state}\n`);
  copyFileSync(new URL("./stand-in-xl.sh", import.meta.url), join(folder, "xl"));
  writeFileSync(join(folder, "name"), "nfs1\n");
  writeFileSync(join(folder, "calls"), "");
  set("-b----");
  return {
    folder,
    set,
    state: () => readFileSync(join(folder, "state"), "utf8").trim(),
    calls: () => readFileSync(join(folder, "calls"), "utf8").split("\n").slice(0, -1),
    breaks: (what) => writeFileSync(join(folder, what), ""),
    mends: (what) => rmSync(join(folder, what)),
  };
}
