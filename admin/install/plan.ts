import type { TargetFacts } from "../files/facts.ts";
import { allFoldersAbove } from "../files/paths.ts";
import { backupOf, backupsWith } from "./backup.ts";
import { classifyNew, classifyObsolete } from "./classify.ts";
import { emptiedFolders } from "./emptied-folders.ts";
import { manifestPath, ownProvider, targetPath } from "./layout.ts";
import { type Manifest, renderManifest } from "./manifest.ts";
import type { ReleaseFile } from "./release.ts";
import { isRefused, type Row } from "./row.ts";

/** How many replaced versions are kept. */
const keptBackups = 3;

export type InstallRequest = {
  readonly release: readonly ReleaseFile[];
  readonly version: string;
  /** Undefined: where the agents are now, else our own. */
  readonly provider: string | undefined;
  readonly manifest: Manifest | undefined;
  /** The installer's: it becomes the owner of what it writes. */
  readonly uid: number;
};

export type Changes = {
  readonly facts: TargetFacts;
  readonly before: Manifest | undefined;
  /** Describes every state from the first change to the last. */
  readonly intent: Manifest;
  readonly after: Manifest;
  readonly writes: readonly ReleaseFile[];
  readonly removals: readonly string[];
  readonly newFolders: readonly string[];
  /** The innermost first. */
  readonly emptiedFolders: readonly string[];
  /** What to keep of the version before, by its name in backups/. */
  readonly backup: { readonly name: string; readonly files: readonly ReleaseFile[] } | undefined;
  /** Names in backups/ that are one too many. */
  readonly outdatedBackups: readonly string[];
};

export type InstallPlan = { readonly provider: string; readonly rows: readonly Row[] } & (
  | { readonly kind: "refused" }
  | { readonly kind: "nothing" }
  | { readonly kind: "install"; readonly changes: Changes }
);

export function providerFor(request: Pick<InstallRequest, "provider" | "manifest">): string {
  return request.provider ?? request.manifest?.provider ?? ownProvider;
}

/** The release's files at the places where they go. */
export function placed(release: readonly ReleaseFile[], provider: string): ReleaseFile[] {
  return release.map((file) => ({ ...file, path: targetPath(file.path, provider) }));
}

/** Decides on every file; if one is refused, nothing is done. */
export function planInstall(request: InstallRequest, facts: TargetFacts): InstallPlan {
  const { manifest } = request;
  const provider = providerFor(request);
  const files = placed(request.release, provider);
  const obsolete = (manifest?.files ?? [])
    .map((file) => file.path)
    .filter((path) => !files.some((file) => file.path === path));
  const rows = [
    ...files.map((file) => classifyNew(file, manifest, facts, request.uid)),
    ...(manifest === undefined ? [] : obsolete.map((path) => classifyObsolete(path, manifest, facts))),
  ];
  if (rows.some(isRefused)) return { kind: "refused", provider, rows };
  const changes = changesFor({ ...request, provider }, facts, files, rows);
  const sameRecord = manifest !== undefined && renderManifest(manifest) === renderManifest(changes.after);
  const nothing =
    rows.every((row) => row.status === "unchanged") && sameRecord && facts.leftovers.length === 0;
  return nothing ? { kind: "nothing", provider, rows } : { kind: "install", provider, rows, changes };
}

function changesFor(
  request: InstallRequest & { readonly provider: string },
  facts: TargetFacts,
  files: readonly ReleaseFile[],
  rows: readonly Row[],
): Changes {
  const { manifest, version, provider } = request;
  const paths = (...statuses: readonly Row["status"][]) =>
    rows.filter((row) => statuses.includes(row.status)).map((row) => row.path);
  const written = new Set(paths("create", "replace", "repair"));
  const needed = allFoldersAbove([...files.map((file) => file.path), manifestPath]);
  const newFolders = needed.filter((folder) => facts.folders.get(folder)?.kind === "absent");
  const ours = [...new Set([...(manifest?.folders ?? []), ...newFolders])].sort();
  const removals = paths("remove");
  const emptied = emptiedFolders(
    ours.filter((folder) => !needed.includes(folder)),
    removals,
    facts,
  );
  const gone = (folder: string) => emptied.includes(folder) || !isThereAfter(folder, facts, newFolders);
  const backup = backupOf(manifest, [...paths("replace"), ...removals], facts);
  const backups = backupsWith(manifest, backup);
  const common = { format: 1 as const, version, provider };
  const finished = files.map(({ path, mode, sha256 }) => ({ path, mode, sha256 }));
  return {
    facts,
    before: manifest,
    intent: {
      ...common,
      state: "installing",
      files: filesInBetween(finished, manifest),
      folders: ours,
      backups,
      ...(backup === undefined ? pendingOf(manifest) : { pending: backup.record.name }),
    },
    after: {
      ...common,
      state: "installed",
      files: finished,
      folders: ours.filter((folder) => !gone(folder)),
      backups: backups.slice(-keptBackups),
    },
    writes: files.filter((file) => written.has(file.path)),
    removals,
    newFolders,
    emptiedFolders: emptied,
    backup: backup && { name: backup.record.name, files: backup.contents },
    outdatedBackups: backups.slice(0, -keptBackups).map((outdated) => outdated.name),
  };
}

function isThereAfter(folder: string, facts: TargetFacts, newFolders: readonly string[]): boolean {
  return newFolders.includes(folder) || facts.folders.get(folder)?.kind === "folder";
}

function pendingOf(manifest: Manifest | undefined): Pick<Manifest, "pending"> {
  return manifest?.pending === undefined ? {} : { pending: manifest.pending };
}

/** Each file with all contents that it may have until the last step: the new one, and what is ours and there now. */
function filesInBetween(finished: Manifest["files"], manifest: Manifest | undefined): Manifest["files"] {
  const before = manifest?.files ?? [];
  const known = before.filter((old) => !finished.some((file) => file.path === old.path));
  return [...finished, ...known].map((file) => {
    const old = before.find((entry) => entry.path === file.path);
    const ours = old === undefined ? [] : [old.sha256, ...(old.earlier ?? [])];
    const earlier = [...new Set(ours)].filter((content) => content !== file.sha256);
    const { path, mode, sha256 } = file;
    return earlier.length === 0 ? { path, mode, sha256 } : { path, mode, sha256, earlier };
  });
}
