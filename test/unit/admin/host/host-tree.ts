import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { perform } from "../../../../admin/files/perform.ts";
import { apply, type Effects, revert } from "../../../../admin/host/apply/run.ts";
import type { HostFile } from "../../../../admin/host/host-file.ts";
import { newHolders, put } from "../install/scene.ts";

/** A folder in memory with roots of hosts in it. */
export function newTree() {
  const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const folder = realpathSync(mkdtempSync(join(place, "xensan-apply-")));
  return {
    folder,
    root: (name: string, files: Readonly<Record<string, string>>) => {
      put(join(folder, name, "keep/it"), "theirs");
      for (const [path, content] of Object.entries(files)) put(join(folder, name, path), content);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export const script = (name: string) =>
  `#!/bin/sh\n### BEGIN INIT INFO\n# Provides: ${name}\n### END INIT INFO\necho ${name}\n`;

/** A host with things of its own, in every place where we write, or beside it. */
export const host = {
  "etc/hosts": "127.0.0.1 localhost\n",
  "etc/init.d/xend": script("xend"),
  "etc/xen/xl.conf": "theirs\n",
};

const file = (path: string, content: string, extent: HostFile["extent"] = "whole"): HostFile => ({
  ...{ path, content, extent, mode: "0644" },
});

const header = (name: string) => `### BEGIN INIT INFO\n# Provides: ${name} by us\n### END INIT INFO\n`;

/** What the cluster file asks for first, and then: one the same, one changed, one gone, one new, blocks and headers. */
export const first = [
  file("/etc/hosts", "10.0.0.1 host1\n", "block"),
  file("/etc/modprobe.conf.local", "options a b=1\n", "block"),
  file("/etc/init.d/xend", header("xend"), "header"),
  file("/etc/new/deep/one.conf", "one 1\n"),
  file("/etc/same.conf", "same\n"),
  file("/etc/gone.conf", "gone\n"),
];
export const second = [
  file("/etc/hosts", "10.0.0.1 host1\n10.0.0.2 host2\n", "block"),
  file("/etc/init.d/xend", header("xend, again"), "header"),
  file("/etc/new/deep/one.conf", "one 2\n"),
  file("/etc/same.conf", "same\n"),
  file("/etc/later/two.conf", "two\n"),
];

/** Applies, and gives each file's status. */
export function runApply(
  root: string,
  files: readonly HostFile[],
  { force = true, effects = {} }: { readonly force?: boolean; readonly effects?: Partial<Effects> } = {},
): Record<string, string> {
  const { decisions } = apply(
    root,
    { files, force, held: new Map() },
    { perform, holders: newHolders(), ...effects },
  );
  return Object.fromEntries(decisions.map(({ path, status }) => [path, status]));
}

export function runRevert(
  root: string,
  { force = false, effects = {} }: { readonly force?: boolean; readonly effects?: Partial<Effects> } = {},
): Record<string, string> | undefined {
  const outcome = revert(root, force, { perform, holders: newHolders(), ...effects });
  return outcome && Object.fromEntries(outcome.decisions.map(({ path, status }) => [path, status]));
}
