import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats } from "node:fs";
import { join } from "node:path";
import { AdminError, adminExit } from "../terminal.ts";
import type { FileFact, FolderFact } from "./facts.ts";
import { parentOf } from "./paths.ts";

/** The real path of the root. @throws AdminError refused, if it is no folder */
export function realRoot(root: string): string {
  let real: string;
  try {
    real = realpathSync(root);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AdminError(
      adminExit.refused,
      code === "ENOENT"
        ? `The root ${root} does not exist: make it, or name another with --root.`
        : `The root ${root} cannot be read (${code}): name another with --root.`,
    );
  }
  if (lstatSync(real).isDirectory()) return real;
  throw new AdminError(adminExit.refused, `The root ${root} is not a folder: name another with --root.`);
}

/** What is at a path, without following a symbolic link. */
export function readFile(path: string): FileFact {
  const stat = lstatIfThere(path);
  if (stat === undefined) return { kind: "absent" };
  const what = otherThanFile(stat);
  if (what !== undefined) return { kind: "other", what };
  const content = readFileSync(path);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { kind: "file", content, sha256, mode: octal(stat.mode), uid: stat.uid };
}

/** What something is that is no plain file; undefined: it is one. */
export function otherThanFile(stat: Stats): Extract<FileFact, { kind: "other" }>["what"] | undefined {
  if (stat.isDirectory()) return "a folder";
  if (stat.isSymbolicLink()) return "a symbolic link";
  return stat.isFile() ? undefined : "a special file";
}

/** A symbolic link inside the root is followed (usr/sbin may be one); one that leads out of it is not. */
export function readFolder(root: string, folder: string): FolderFact {
  const path = join(root, folder);
  const above = parentOf(folder) === "" ? undefined : readFolder(root, parentOf(folder));
  if (above !== undefined && above.kind !== "folder") return above;
  const stat = lstatIfThere(path);
  if (stat === undefined) return { kind: "absent" };
  let real = path;
  if (stat.isSymbolicLink()) {
    try {
      real = realpathSync(path);
    } catch {
      return { kind: "unusable", at: folder, why: "is a symbolic link that leads nowhere" };
    }
    if (!`${real}/`.startsWith(root === "/" ? "/" : `${root}/`)) {
      return {
        kind: "unusable",
        at: folder,
        why: `is a symbolic link that leads out of ${root}, to ${real}`,
      };
    }
  }
  if (!lstatSync(real).isDirectory()) return { kind: "unusable", at: folder, why: "is not a folder" };
  return { kind: "folder", entries: readdirSync(real).sort() };
}

export function lstatIfThere(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Permission bits as people write them: "0755". */
export function octal(bits: number): string {
  return (bits & 0o7777).toString(8).padStart(4, "0");
}
