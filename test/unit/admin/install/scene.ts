import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Holders } from "../../../../admin/files/lock.ts";
import { perform } from "../../../../admin/files/perform.ts";
import { type InstallEffects, install, uninstall } from "../../../../admin/install/run.ts";

/** A folder with releases and roots to install to; remove() takes it away. */
export type Scene = {
  readonly folder: string;
  /** Makes a release with these files, the executable among them; returns the executable's path. */
  readonly release: (name: string, files: Readonly<Record<string, string>>) => string;
  /** Makes a root with these files; without any it is an empty folder. */
  readonly root: (name: string, files?: Readonly<Record<string, string>>) => string;
  readonly remove: () => void;
};

export const agent = "usr/lib/ocf/resource.d/xensan/EvmsSCC";
export const xensan = "usr/sbin/xensan";
export const hook = "usr/lib/xensan/evacuate";
export const manifest = "var/lib/xensan/installed.json";

/** A first release, and a second one with a file changed, one gone, one new and one as before. */
export const firstRelease = { [xensan]: "xensan 1", [agent]: "agent", [hook]: "hook 1" };
export const secondRelease = {
  [xensan]: "xensan 2",
  [agent]: "agent",
  "usr/lib/ocf/resource.d/xensan/XenVM": "vm 2",
};

/**
 * In memory where the system has such a place: every step waits for the disk, and the tests that stop at each of
 * them make some ten thousand steps.
 */
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export function newScene(): Scene {
  const folder = realpathSync(mkdtempSync(join(place, "xensan-install-")));
  const root = (name: string, files: Readonly<Record<string, string>> = {}) => {
    mkdirSync(join(folder, name), { recursive: true });
    for (const [path, content] of Object.entries(files)) put(join(folder, name, path), content);
    return join(folder, name);
  };
  return {
    folder,
    root,
    release: (name, files) => join(root(name, files), xensan),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Writes a file of mode 0755, in folders of mode 0755, whatever the umask. */
export function put(path: string, content: string): void {
  const umask = process.umask(0o022);
  mkdirSync(dirname(path), { recursive: true });
  process.umask(umask);
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}

/** A process of its own for each call: the one before is dead. */
let processes = 0;
export function newHolders(): Holders {
  processes += 1;
  const self = { pid: processes, startTime: "1" };
  return { self, isAlive: (holder) => holder.pid === self.pid };
}

export function effects(changed: Partial<InstallEffects> = {}): InstallEffects {
  return { perform, holders: newHolders(), uid: process.getuid?.() ?? 0, ...changed };
}

export type Options = {
  readonly version?: string;
  readonly provider?: string;
  readonly dryRun?: boolean;
  readonly effects?: Partial<InstallEffects>;
};

/** Installs, and gives each file's status. */
export function runInstall(executable: string, root: string, options: Options = {}): Record<string, string> {
  const order = {
    executable,
    root,
    version: options.version ?? "1.0.0",
    provider: options.provider,
    dryRun: options.dryRun ?? false,
  };
  const { plan } = install(order, effects(options.effects));
  return Object.fromEntries(plan.rows.map((row) => [row.path, row.status]));
}

export function runUninstall(root: string, options: Options = {}): Record<string, string> {
  const { rows } = uninstall({ root, dryRun: options.dryRun ?? false }, effects(options.effects));
  return Object.fromEntries(rows.map((row) => [row.path, row.status]));
}

/** Everything below a folder: files with mode and content, folders, links. */
export function contentsOf(folder: string, prefix = ""): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(folder).map((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      const mode = (stat.mode & 0o7777).toString(8);
      const key = prefix + name;
      if (stat.isDirectory()) return { [`${key}/`]: mode, ...contentsOf(path, `${key}/`) };
      if (stat.isSymbolicLink()) return { [key]: `-> ${readlinkSync(path)}` };
      return { [key]: `${mode} ${readFileSync(path, "utf8")}` };
    }),
  );
}

/** Only the names. */
export function namesIn(folder: string): string[] {
  return Object.keys(contentsOf(folder)).filter((name) => !name.endsWith("/"));
}

export function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
}
