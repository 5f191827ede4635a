/** Where things are in a target file system. All paths are relative to its root, with "/" between the parts. */

export const executablePath = "usr/sbin/xensan";
export const libraryFolder = "usr/lib/xensan";
export const stateFolder = "var/lib/xensan";
export const manifestPath = `${stateFolder}/installed.json`;
export const backupsFolder = `${stateFolder}/backups`;
export const lockPath = ".xensan-install.lock";

/** The provider whose folder a release has its agents in, and the one that they are installed under by default. */
export const ownProvider = "xensan";

export const providerPattern = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

export function agentsFolder(provider: string): string {
  return `usr/lib/ocf/resource.d/${provider}`;
}

/** Where a release's file goes: its agents under the provider's folder, all else to the same place. */
export function targetPath(releasePath: string, provider: string): string {
  const own = `${agentsFolder(ownProvider)}/`;
  return releasePath.startsWith(own)
    ? `${agentsFolder(provider)}/${releasePath.slice(own.length)}`
    : releasePath;
}

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

const part = "[A-Za-z0-9_-][A-Za-z0-9_.-]*";

/** The only files that are ever installed: a manifest that names another is not followed. */
export const installedFilePattern = new RegExp(
  `^(usr/lib/ocf/resource\\.d/[A-Za-z0-9_-]+/${part}|${executablePath}|${libraryFolder}(/${part})+)$`,
);

/** The only folders that are ever made. */
export const installedFolderPattern = new RegExp(
  `^(usr(/(sbin|lib(/(ocf(/resource\\.d(/[A-Za-z0-9_-]+)?)?|xensan(/${part})*))?))?|var(/lib(/xensan)?)?)$`,
);

export const backupNamePattern = /^\d{4,}-[A-Za-z0-9_.+-]+$/;
