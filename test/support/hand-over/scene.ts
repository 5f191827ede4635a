import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Ending } from "../../../lib/guard/step.ts";
import { type CommandResult, runCommand } from "../../../lib/system/command.ts";
import { ownHolders, sanlockLab, seconds, startAll } from "../sanlock/lab.ts";
import { type Death, deathFile, diedFile, type Setting } from "./setting.ts";
import { beginTimeline, endTimeline, type Moment, noteProgram } from "./timeline.ts";

const support = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Hosts side by side: each has a real sanlock daemon and a stand-in for xl; they share a disk and a lease volume. */
export type Scene = {
  readonly run: (host: string, command: string, destination?: string) => Promise<Ending>;
  /** Runs a command whose program, on this host or the other one, is killed; true if it was. */
  readonly runDying: (host: string, command: string, destination: string, death: DeathAt) => Promise<boolean>;
  /** The same of a command that a person types, in a session of its own; undefined: it ended before the fate's step. */
  readonly type: (host: string, command: string, destination: string, fate: Death) => Promise<Typed>;
  /** Has all that the hosts do from now on noted, until it is asked for. */
  readonly beginTimeline: () => void;
  readonly endTimeline: () => readonly Moment[];
  /** MiB of a guest that a migration moves in a second. */
  readonly setRate: (rateMiB: number) => void;
  /** Names and flags of the domains on a host, dom0 aside. */
  readonly domains: (host: string) => Promise<readonly string[]>;
  readonly openOperations: (host: string) => readonly string[];
  /** Hosts whose daemon says that a living holder has the claim. */
  readonly holders: () => Promise<readonly string[]>;
  /** What the disk says of its writers; empty: one at a time, and nothing is missing. */
  readonly complaints: () => Promise<string>;
  readonly end: () => Promise<void>;
};

export type Typed = {
  readonly wasSignalled: boolean;
  readonly ending: Ending;
  readonly downtimeMs?: number;
  readonly handOverMs?: number;
  readonly stderr: string;
};

export type DeathAt = Death & { readonly on: string };

const guest = "nfs1";

export async function openScene(hosts: readonly string[]): Promise<Scene> {
  const lab = sanlockLab({ hosts });
  const { folder } = lab;
  await startAll(lab, hosts);
  const setting: Setting = {
    ...{ folder, guest, lease: lab.path, config: join(folder, "nfs1.cfg") },
    holderPath: lab.host(hosts[0] ?? "").holderPath ?? "",
    hosts: hosts.map((name) => ({ name, runDirectory: lab.host(name).daemon.runDirectory })),
  };
  const settingFile = join(folder, "setting.json");
  const disk = join(folder, "disk");
  writeFileSync(settingFile, JSON.stringify(setting));
  writeFileSync(disk, "");
  truncateSync(disk, 1024 * 1024);
  writeFileSync(
    setting.config,
    `name = "${guest}"\nmemory = 32\nvcpus = 1\ndisk = [ "format=raw, vdev=xvda, access=w, target=${disk}" ]\n`,
  );
  const program = join(folder, "host-program.mjs");
  await build({
    entryPoints: [support("hand-over/host-program.ts")],
    ...{ outfile: program, bundle: true, platform: "node", format: "esm", logLevel: "error" },
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  for (const host of hosts) equip(setting, host, program, settingFile);
  const on = (host: string, command: readonly string[], timeoutMs = 120 * seconds) =>
    runCommand(join(folder, `${host}-on`), command, { timeoutMs });
  const xensan = (host: string, words: readonly string[]) =>
    on(host, ["node", program, settingFile, host, ...words]);
  return {
    run: async (host, command, destination = "") => {
      const result = await xensan(host, [command, destination]);
      if (result.kind !== "exited" || result.exitCode !== 0) throw new Error(JSON.stringify(result));
      return JSON.parse(result.stdout) as Ending;
    },
    runDying: async (host, command, destination, { on: where, ...death }) => {
      writeFileSync(deathFile(folder, where), JSON.stringify(death));
      rmSync(diedFile(folder, where), { force: true });
      await xensan(host, [command, destination]);
      return existsSync(diedFile(folder, where));
    },
    type: async (host, command, destination, fate) => {
      writeFileSync(deathFile(folder, host), JSON.stringify(fate));
      rmSync(diedFile(folder, host), { force: true });
      const words = ["setsid", "--wait", "node", program, settingFile, host, `typed-${command}`, destination];
      const result = await on(host, words);
      if (result.kind !== "exited" || result.exitCode !== 0) throw new Error(JSON.stringify(result));
      const wasSignalled = existsSync(diedFile(folder, host));
      rmSync(deathFile(folder, host), { force: true });
      return { wasSignalled, ...JSON.parse(result.stdout), stderr: result.stderr };
    },
    beginTimeline: () => {
      for (const host of hosts) {
        const note = join(folder, `${host}-note`);
        writeFileSync(note, `#!/bin/sh\n${noteProgram(folder, host)}`, { mode: 0o755 });
        mkdirSync(join(folder, `${host}-xen`, "faults"), { recursive: true });
        writeFileSync(join(folder, `${host}-xen`, "faults", "every"), `always asks ${note}\n`);
      }
      beginTimeline(folder);
    },
    endTimeline: () => {
      for (const host of hosts) rmSync(join(folder, `${host}-xen`, "faults", "every"));
      return endTimeline(folder);
    },
    setRate: (rateMiB) => {
      for (const host of hosts)
        writeFileSync(join(folder, `${host}-xen`, "settings", "rate"), `${rateMiB}\n`);
    },
    domains: async (host) => rowsOf(await on(host, ["xl", "list"])),
    openOperations: (host) =>
      readdirSync(join(folder, `${host}-operations`)).filter((name) => !name.startsWith(".")),
    holders: async () => {
      const found: string[] = [];
      for (const { name } of setting.hosts) {
        const { kind } = await lab.host(name).lease.holding(guest, 10 * seconds);
        if (kind === "held") found.push(name);
      }
      return found;
    },
    complaints: async () => {
      const result = await runCommand(support("xen/check-disk"), [disk], { timeoutMs: 10 * seconds });
      return result.kind === "exited" ? result.stderr : JSON.stringify(result);
    },
    end: async () => {
      for (const host of hosts) {
        await runCommand(support("xen/stop"), [join(folder, `${host}-xen`)], { timeoutMs: 30 * seconds });
      }
      for (const { pid } of ownHolders(setting.holderPath)) process.kill(pid, "SIGKILL");
      await lab.end();
    },
  };
}

/** Programs that make a shell's surroundings those of a host, and that stand in for ssh and for what it calls there. */
function equip({ folder, hosts }: Setting, host: string, program: string, settingFile: string): void {
  const bin = join(folder, `${host}-programs`);
  for (const each of ["programs", "xen", "operations", "locks"])
    mkdirSync(join(folder, `${host}-${each}`), { mode: 0o700 });
  mkdirSync(join(folder, `${host}-xen`, "settings"));
  writeFileSync(join(folder, `${host}-xen`, "settings", "host"), `${host}\n`);
  const runDirectory = hosts.find(({ name }) => name === host)?.runDirectory ?? "";
  const script = (path: string, text: string) => {
    writeFileSync(path, `#!/bin/sh\n${text}`);
    chmodSync(path, 0o755);
  };
  script(
    join(folder, `${host}-on`),
    `PATH='${bin}':"$PATH" XENSAN_XEN_STATE='${folder}/${host}-xen' SANLOCK_RUN_DIR='${runDirectory}'\n` +
      'export PATH XENSAN_XEN_STATE SANLOCK_RUN_DIR\nexec "$@"\n',
  );
  script(join(bin, "cibadmin"), "echo '<resources/>'\n");
  script(join(bin, "xl"), `exec '${support("xen/xl")}' "$@"\n`);
  script(join(bin, "peer"), `exec node '${program}' '${settingFile}' '${host}' "$@"\n`);
  script(
    join(bin, "ssh"),
    "while :; do case $1 in -o) shift 2 ;; -*) shift ;; *) break ;; esac; done\nhost=$1; shift\n" +
      `words="$*"; exec '${folder}'/"$host"-on sh -c "\${words#/usr/lib/xensan/}"\n`,
  );
}

function rowsOf(result: CommandResult): readonly string[] {
  if (result.kind !== "exited" || result.exitCode !== 0) throw new Error(JSON.stringify(result));
  const rows = result.stdout.trimEnd().split("\n").slice(1);
  return rows
    .filter((row) => !row.startsWith("Domain-0 "))
    .map((row) => row.replace(/ .* ([-a-zS]{6}) .*$/, " $1"));
}
