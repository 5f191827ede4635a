import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats } from "node:fs";
import { join } from "node:path";
import { AdminError, adminExit } from "../terminal.ts";
import { type FileFact, type FolderFact, type TargetFacts, unusable } from "./facts.ts";
import { allFoldersAbove, backupsFolder, manifestPath, parentOf, staged, stateFolder } from "./layout.ts";
import { type Manifest, octal, parseManifest } from "./manifest.ts";

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

/** The manifest of what is installed. @throws AdminError refused, if there is one that cannot be understood */
export function readManifest(root: string): Manifest | undefined {
  const fact = readFolder(root, stateFolder);
  if (fact.kind === "unusable") throw new AdminError(adminExit.refused, unusable(root, fact));
  const file = join(root, manifestPath);
  const stat = lstatIfThere(file);
  if (stat === undefined) return undefined;
  const reading: ReturnType<typeof parseManifest> = stat.isFile()
    ? parseManifest(readFileSync(file, "utf8"))
    : { kind: "unreadable", reason: `${manifestPath} is not a regular file` };
  if (reading.kind === "manifest") return reading.manifest;
  throw new AdminError(
    adminExit.refused,
    `In ${root}, ${reading.reason}: so nobody knows which files are xensan's; restore it from a backup of the host.`,
  );
}

/** Looks at these files, these folders and those above the files, and what is kept about the installation. */
export function readTarget(
  root: string,
  paths: readonly string[],
  otherFolders: readonly string[],
): TargetFacts {
  const all = [...paths, manifestPath];
  const folders = new Map<string, FolderFact>(
    [...allFoldersAbove(all), ...otherFolders, backupsFolder].map((folder) => [
      folder,
      readFolder(root, folder),
    ]),
  );
  const usable = (path: string) => folders.get(parentOf(path))?.kind === "folder";
  const files = new Map<string, FileFact>(
    paths.map((path) => [path, usable(path) ? readFile(join(root, path)) : { kind: "absent" }]),
  );
  const leftovers = [...allFoldersAbove([manifestPath]), ...all]
    .filter((path) => parentOf(path) === "" || usable(path))
    .map(staged)
    .filter((path) => lstatIfThere(join(root, path)) !== undefined);
  return { root, files, folders, leftovers };
}

function readFile(path: string): FileFact {
  const stat = lstatIfThere(path);
  if (stat === undefined) return { kind: "absent" };
  if (stat.isDirectory()) return { kind: "other", what: "a folder" };
  if (stat.isSymbolicLink()) return { kind: "other", what: "a symbolic link" };
  if (!stat.isFile()) return { kind: "other", what: "a special file" };
  const content = readFileSync(path);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { kind: "file", content, sha256, mode: octal(stat.mode), uid: stat.uid };
}

/** A symbolic link inside the root is followed (usr/sbin may be one); one that leads out of it is not. */
function readFolder(root: string, folder: string): FolderFact {
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

function lstatIfThere(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
