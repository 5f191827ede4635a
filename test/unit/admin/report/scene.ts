import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, CommanderError } from "commander";
import type { Surroundings } from "../../../../admin/guard/surroundings.ts";
import { leaseCommand } from "../../../../admin/lease/command.ts";
import { maintenanceCommand } from "../../../../admin/maintenance/command.ts";
import { call } from "../../../../admin/peer/call.ts";
import { permitCommand } from "../../../../admin/permit/command.ts";
import { reportCommand } from "../../../../admin/report/command.ts";
import { AdminError, adminExit, type Terminal } from "../../../../admin/terminal.ts";
import type { FileAccess } from "../../../../lib/cluster/description/file-access.ts";
import { permitStore } from "../../../../lib/guard/permit/permit-store.ts";
import type { Clock } from "../../../../lib/system/clock.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { type ListedGuest, longList, verboseList } from "../../../support/xl-lists.ts";
import { movedClock } from "../../lib/guard/moved-clock.ts";
import { exited } from "../../lib/storage/scripted-run.ts";

export type Ran = { readonly out: string; readonly err: string; readonly code: number };

type SceneSetting = {
  readonly clock?: Clock;
  /** Told of each call of xensan by itself; left out: none may come. */
  readonly called?: (args: readonly string[]) => void;
  /** Beside the control domain. */
  readonly domain?: ListedGuest;
};

/** host2 of a cluster of two, on which xl says that only the control domain is there. */
export function hostScene({ clock = movedClock(), called, domain }: SceneSetting = {}) {
  const folder = mkdtempSync(join(tmpdir(), "xensan-report-"));
  const clusterFile = { text: cluster };
  const isTerminal = { input: false, errors: false };
  const run: RunCommand = async (file, args) => {
    if (file === "xl" && args.join(" ") === "list -v") return exited(0, verboseList(domain));
    if (file === "xl" && args.join(" ") === "list -l") return exited(0, longList(domain));
    if (file === "xl" && args.join(" ") === "info") return exited(0, hostInfo);
    if (file === "xensan" && called !== undefined) {
      called(args);
      return { kind: "left", stdout: "", stderr: "" };
    }
    throw new Error(`unexpected call: ${[file, ...args].join(" ")}`);
  };
  const surroundings: Surroundings = {
    machine: {
      ...{ hostName: "host2", run, clock, newId: () => "id-1", wallClockMs: () => 1_700_000_000_000 },
      isInstalled: () => true,
      processes: () => [],
      openLease: async () => undefined,
      paths: {
        operations: join(folder, "operations"),
        stays: join(folder, "stays"),
        intake: { evacuation: join(folder, "evacuation"), maintenance: join(folder, "maintenance") },
        locks: join(folder, "locks"),
        ...{ proc: "/proc", sys: "/sys" },
      },
    },
    user: "root",
    isTerminal,
    onInterrupt: () => () => undefined,
    ask: async (question) => Promise.reject(new Error(`nobody asks here: ${question}`)),
    permits: async () => permitStore(() => ({ bootId: "boot-1", nowMs: 5_000 }), join(folder, "permits")),
    leaseHost: async () => undefined,
    clusterFile: "/etc/xensan/cluster.yaml",
    fileAccess: async () => fileHolding(clusterFile),
  };
  return {
    folder,
    surroundings,
    clusterFile,
    isTerminal,
    /** An open operation, or whatever a test puts there. */
    writeOperation: (guest: string, text: string) => {
      mkdirSync(join(folder, "operations"), { recursive: true });
      writeFileSync(join(folder, "operations", `${guest}.json`), text);
    },
    /** As nfs1's configuration on this host. */
    writeConfig: (text: string) => {
      const path = join(folder, "nfs1.cfg");
      writeFileSync(path, text, { mode: 0o644 });
      clusterFile.text = clusterFile.text.replace("/nonexistent/nfs1.cfg", path);
    },
    xensan: (args: readonly string[], input?: string) => xensan(surroundings, args, input),
    peer: (words: readonly string[], input: string) => peer(surroundings, words, input),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function xensan(surroundings: Surroundings, args: readonly string[], input?: string): Promise<Ran> {
  const [name, ...rest] = args;
  const make = commands[name ?? ""];
  if (make === undefined) throw new Error(`no command ${name}`);
  return ran(input, async (terminal) => {
    const command = make(terminal, surroundings);
    for (const each of [command, ...command.commands]) {
      each.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
    }
    await command.parseAsync(rest, { from: "user" });
  });
}

/** What another host calls. */
export function peer(surroundings: Surroundings, words: readonly string[], input: string): Promise<Ran> {
  const lines = async function* () {
    yield* input.trimEnd().split("\n");
  };
  return ran(input, (terminal) => call(terminal, surroundings, words, async () => lines()));
}

async function ran(input: string | undefined, deed: (terminal: Terminal) => Promise<void>): Promise<Ran> {
  const said = { out: "", err: "", code: 0 };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    readStandardInput: () => {
      if (input === undefined) throw new Error("nothing may read standard input here");
      return input;
    },
    endWith: (code) => {
      said.code = code;
    },
  };
  try {
    await deed(terminal);
  } catch (error) {
    if (error instanceof CommanderError) said.code = error.exitCode === 0 ? adminExit.done : adminExit.usage;
    else if (error instanceof AdminError) {
      said.err += `xensan: ${error.message}\n`;
      said.code = error.code;
    } else throw error;
  }
  return said;
}

type Make = (terminal: Terminal, surroundings: Surroundings) => Command;

const commands: { readonly [name: string]: Make } = {
  ...{ report: reportCommand, maintenance: maintenanceCommand, permit: permitCommand, lease: leaseCommand },
};

/** The cluster file as root's own, with what a test puts into it. */
export function fileHolding(holding: { readonly text: string }): FileAccess {
  const entry = (kind: "file" | "folder") => ({ kind, uid: 0, mode: kind === "file" ? 0o644 : 0o755 });
  return {
    look: (path) => entry(path === "/etc/xensan/cluster.yaml" ? "file" : "folder"),
    linkTarget: () => "",
    open: () => ({
      look: () => entry("file"),
      read: () => Buffer.from(holding.text),
      close: () => undefined,
    }),
  };
}

const hostInfo = `host                   : host2
total_memory           : 4096
free_memory            : 3328
xen_major              : 4
xen_minor              : 17
xen_extra              : .7
`;

const cluster = `nodes:
  - name: host1
    addresses: { cluster: 192.168.10.1 }
  - name: host2
    addresses: { cluster: 192.168.10.2 }
toolstack: xl
dialect: pacemaker
provider: xensan
lease: none
guests:
  - { name: nfs1, config: /nonexistent/nfs1.cfg, priority: 100, pins: [] }
  - { name: web1, config: /nonexistent/web1.cfg, priority: 100, pins: [] }
`;
