import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FileFact, type FolderFact, type TargetFacts, unusable } from "../files/facts.ts";
import { lstatIfThere, readFile, readFolder } from "../files/look.ts";
import { allFoldersAbove, parentOf, staged } from "../files/paths.ts";
import { AdminError, adminExit } from "../terminal.ts";
import { backupsFolder, manifestPath, stateFolder } from "./layout.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

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
