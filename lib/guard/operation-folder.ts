import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "../system/atomic-file.ts";

/**
 * Makes the folder of the open operations, for this user only, and durably: a file in it is no more lasting than the
 * names of the folders that lead to it.
 *
 * @throws Error where others could change what is in it, or the system's
 */
export function prepareStore(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) syncFromTo(dirname(first), folder);
  const entry = lstatSync(folder);
  if (!entry.isDirectory() || entry.uid !== process.geteuid?.()) {
    throw new Error(`${folder} is not a folder of this user`);
  }
  if ((entry.mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
}

function syncFromTo(top: string, folder: string): void {
  for (let each = dirname(folder); ; each = dirname(each)) {
    syncFolder(each);
    if (each === top || each === dirname(each)) return;
  }
}
