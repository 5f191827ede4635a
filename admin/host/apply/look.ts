import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FileFact, type FolderFact, type TargetFacts, unusable } from "../../files/facts.ts";
import { lstatIfThere, readFile, readFolder } from "../../files/look.ts";
import { allFoldersAbove, inFolder, parentOf, staged } from "../../files/paths.ts";
import { AdminError, adminExit } from "../../terminal.ts";
import {
  type Backup,
  backupsFolder,
  emptyRecord,
  parseRecord,
  recordPath,
  stateFolder,
  type WrittenRecord,
} from "./record.ts";
import { backupPath } from "./steps.ts";

/** What was written before. @throws AdminError refused, where there is a record that cannot be understood */
export function readRecord(root: string): WrittenRecord {
  const folder = readFolder(root, stateFolder);
  if (folder.kind === "unusable") throw new AdminError(adminExit.refused, unusable(root, folder));
  const path = join(root, recordPath);
  const stat = lstatIfThere(path);
  if (stat === undefined) return emptyRecord;
  const record = stat.isFile() ? parseRecord(readFileSync(path, "utf8")) : undefined;
  if (record !== undefined) return record;
  throw new AdminError(
    adminExit.refused,
    `${path} is not what xensan writes, so nobody knows which files are xensan's: restore it from a backup of the host, ` +
      "or move it away; then every file counts as somebody else's.",
  );
}

/** These files, the folders above them, and what is kept about them. */
export function lookAtHost(root: string, record: WrittenRecord, paths: readonly string[]): TargetFacts {
  const all = [...new Set([...paths, ...record.files.map(({ path }) => path), ...lastBackupPaths(record)])];
  const folders = new Map<string, FolderFact>(
    [...allFoldersAbove([...all, recordPath]), backupsFolder].map((folder) => [
      folder,
      readFolder(root, folder),
    ]),
  );
  const usable = (path: string) => folders.get(parentOf(path))?.kind === "folder";
  const files = new Map<string, FileFact>(
    [...all, recordPath].map((path) => [
      path,
      usable(path) ? readFile(join(root, path)) : { kind: "absent" },
    ]),
  );
  const backups = folders.get(backupsFolder);
  const unknown = (backups?.kind === "folder" ? backups.entries : [])
    .filter((name) => !record.backups.some((backup) => backup.name === name))
    .map((name) => inFolder(backupsFolder, name));
  const half = [...all, recordPath]
    .filter(usable)
    .map(staged)
    .filter((path) => lstatIfThere(join(root, path)) !== undefined);
  return { root, files, folders, leftovers: [...half, ...unknown] };
}

function lastBackupPaths({ backups }: WrittenRecord): readonly string[] {
  return (backups.at(-1)?.files ?? []).map(({ path }) => path);
}

/** What the folder of a backup has; every byte is one character. */
export function readBackup(root: string, { name, files }: Backup): ReadonlyMap<string, string> {
  const contents = files.flatMap(({ path }): [string, string][] => {
    const kept = join(root, backupPath(name), path);
    return lstatIfThere(kept)?.isFile() ? [[path, readFileSync(kept, "latin1")]] : [];
  });
  return new Map(contents);
}
