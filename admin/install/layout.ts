/** Where things are in a target file system. All paths are relative to its root, with "/" between the parts. */

export const executablePath = "usr/sbin/xensan";
export const libraryFolder = "usr/lib/xensan";
/** Xen looks for the scripts of disks in this folder only. */
export const blockScriptPath = "etc/xen/scripts/block-xensan";
/** Manual pages, and what shells load to complete words: nobody runs them. */
export const documentPaths: readonly string[] = [
  "usr/share/man/man8/xensan.8",
  "usr/share/man/man7/ocf_xensan_EvmsSCC.7",
  "usr/share/man/man7/ocf_xensan_XenVM.7",
  "usr/share/bash-completion/completions/xensan",
  "usr/share/zsh/vendor-completions/_xensan",
];
export const stateFolder = "var/lib/xensan";
export const manifestPath = `${stateFolder}/installed.json`;
export const backupsFolder = `${stateFolder}/backups`;

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

const part = "[A-Za-z0-9_-][A-Za-z0-9_.-]*";

/** The only files that are ever installed: a manifest that names another is not followed. */
export const installedFilePattern = new RegExp(
  `^(usr/lib/ocf/resource\\.d/[A-Za-z0-9_-]+/${part}|${executablePath}|${blockScriptPath}|${libraryFolder}(/${part})+|${documentPaths.map((path) => path.replaceAll(".", "\\.")).join("|")})$`,
);

/** The only folders that are ever made. */
export const installedFolderPattern = new RegExp(
  `^(usr(/(sbin|lib(/(ocf(/resource\\.d(/[A-Za-z0-9_-]+)?)?|xensan(/${part})*))?|share(/(man(/man[78])?|bash-completion(/completions)?|zsh(/vendor-completions)?))?))?|etc(/xen(/scripts)?)?|var(/lib(/xensan)?)?)$`,
);

export const backupNamePattern = /^\d{4,}-[A-Za-z0-9_.+-]+$/;
