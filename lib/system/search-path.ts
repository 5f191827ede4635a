import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where the tools of a host are: some cluster managers give their agents a PATH without sbin. */
const standardFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"];

/** The caller's PATH with the standard folders after it, each once. An empty entry, the current folder, is dropped. */
export function searchPath(inherited: string | undefined): string {
  const own = (inherited ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...new Set([...own, ...standardFolders])].join(delimiter);
}

/**
 * The first file of this name on the path, or the file itself where a folder is named; undefined: there is none.
 * Entries of the path that are no folder, or may not be entered, hold none.
 */
export function findFile(file: string, path: string): string | undefined {
  const candidates = file.includes("/") ? [file] : path.split(delimiter).map((folder) => join(folder, file));
  return candidates.find(isFile);
}

/** As findFile, for a file that may be executed. */
export function findProgram(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((candidate) => isFile(candidate) && mayExecute(candidate));
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function mayExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
