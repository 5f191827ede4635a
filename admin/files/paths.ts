/** Paths in a target file system are relative to its root, with "/" between the parts. */

export const lockPath = ".xensan-install.lock";

/**
 * The name under which something is made before it is renamed to its path. Pacemaker takes every executable file in
 * an agents' folder as an agent, except those whose name begins with a full stop.
 */
export function staged(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return inFolder(parentOf(path), `.${name}.xensan-new`);
}

/** The path that something staged is made for; any other path as it is. */
export function unstaged(path: string): string {
  return path.replaceAll(/(^|\/)\.([^/]+)\.xensan-new(?=\/|$)/g, "$1$2");
}

export function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The folder that a path is in; "" is the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** All folders above a path, the outermost first, without the root. */
export function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** All folders above some paths, each once, an outer one before those in it. */
export function allFoldersAbove(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap(foldersAbove))].sort();
}
