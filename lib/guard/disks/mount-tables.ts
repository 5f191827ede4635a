import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { type Mount, parseMountInfo } from "./mounts.ts";

export type MountTable = {
  readonly mounts: readonly Mount[];
  /** A process of the mount namespace, where it is not this process's own. */
  readonly elsewhere?: number;
};

/**
 * The mounts of every mount namespace that a process lives in: services and containers have their own, and a file
 * system that only they see writes just the same.
 *
 * @throws Error where one cannot be read or understood
 */
export function readMountTables(proc: string): readonly MountTable[] {
  const own = tableOf(join(proc, "self"));
  if (own === undefined) throw new Error("the list of mounts is not there");
  const namespaces = new Set([namespaceOf(join(proc, "self"))]);
  const texts = new Set([own]);
  const tables: MountTable[] = [{ mounts: mountsIn(own, "self") }];
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    const namespace = namespaceOf(join(proc, name));
    if (namespace === "ended" || (namespace !== "hidden" && namespaces.has(namespace))) continue;
    const text = tableOf(join(proc, name));
    if (text === undefined) continue;
    namespaces.add(namespace);
    if (texts.has(text)) continue;
    texts.add(text);
    tables.push({ mounts: mountsIn(text, name), elsewhere: Number(name) });
  }
  return tables;
}

/** "hidden": of a process that this one may not trace, such as one with more capabilities; its mounts can be read. */
function namespaceOf(folder: string): string {
  try {
    return unlessEnded(() => readlinkSync(join(folder, "ns/mnt"))) ?? "ended";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return "hidden";
    throw error;
  }
}

function tableOf(folder: string): string | undefined {
  return unlessEnded(() => readFileSync(join(folder, "mountinfo"), "utf8"));
}

function mountsIn(text: string, process: string): readonly Mount[] {
  const mounts = parseMountInfo(text);
  if (mounts === undefined) throw new Error(`the list of mounts of process ${process} is not understood`);
  return mounts;
}

/** EINVAL: the kernel's answer for a process that is just ending and has no namespace any more. */
function unlessEnded<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH" || code === "EINVAL") return undefined;
    throw error;
  }
}
