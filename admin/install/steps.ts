import type { ChangeSteps } from "../files/apply-change.ts";
import type { TargetFacts } from "../files/facts.ts";
import { allFoldersAbove, foldersAbove, inFolder, staged } from "../files/paths.ts";
import { removeFolder, type Step, syncParent } from "../files/step.ts";
import { backupsFolder, manifestPath, stateFolder } from "./layout.ts";
import { type Manifest, renderManifest } from "./manifest.ts";
import type { Changes } from "./plan.ts";

export function installSteps(changes: Changes): ChangeSteps {
  const { facts, writes, removals, backup } = changes;
  const stateChain = allFoldersAbove([manifestPath]);
  const folders = changes.newFolders.filter((folder) => !stateChain.includes(folder));
  return {
    preparing: [
      ...removeLeftovers(facts),
      ...recordIntent(changes.intent, facts),
      ...folders.flatMap((path): Step[] => [{ kind: "make-folder", path }, syncParent(path)]),
      ...(backup === undefined ? [] : keep(backup)),
      ...writes.map(
        ({ path, content, mode }): Step => ({ kind: "write", path: staged(path), content, mode }),
      ),
      writeManifest(staged(manifestPath), changes.after),
    ],
    committing: [
      ...writes.flatMap(({ path }): Step[] => [
        { kind: "rename", from: staged(path), to: path },
        syncParent(path),
      ]),
      ...removals.flatMap((path): Step[] => [{ kind: "remove-file", path }, syncParent(path)]),
      ...changes.emptiedFolders.flatMap(removeFolder),
      ...changes.outdatedBackups.map((name): Step => ({ kind: "remove-tree", path: backupPath(name) })),
      { kind: "rename", from: staged(manifestPath), to: manifestPath },
      syncParent(manifestPath),
    ],
    undoing: [
      ...writes.map(({ path }): Step => ({ kind: "remove-file", path: staged(path) })),
      { kind: "remove-file", path: staged(manifestPath) },
      ...undoBackup(changes),
      ...[...folders].reverse().flatMap(removeFolder),
      ...(changes.before === undefined
        ? forgetState(stateChain.filter((path) => changes.newFolders.includes(path)))
        : replaceManifest(changes.before)),
    ],
  };
}

/** What a run that was killed left half-made. */
export function removeLeftovers(facts: TargetFacts): Step[] {
  return facts.leftovers.map((path) => ({ kind: "remove-tree", path }));
}

/**
 * The manifest comes before the first file, and with its own folders at once: they are made beside, with the
 * manifest in them, and renamed. So there is no moment when a folder of ours is in no manifest.
 */
function recordIntent(intent: Manifest, facts: TargetFacts): Step[] {
  const [top] = allFoldersAbove([manifestPath]).filter((path) => facts.folders.get(path)?.kind === "absent");
  if (top === undefined) return replaceManifest(intent);
  const beside = (path: string) => staged(top) + path.slice(top.length);
  const chain = foldersAbove(manifestPath).filter((path) => path.startsWith(top));
  return [
    ...chain.map((path): Step => ({ kind: "make-folder", path: beside(path) })),
    writeManifest(beside(manifestPath), intent),
    { kind: "sync-folder", path: beside(stateFolder) },
    { kind: "rename", from: staged(top), to: top },
    syncParent(top),
  ];
}

export function replaceManifest(manifest: Manifest): Step[] {
  return [
    writeManifest(staged(manifestPath), manifest),
    { kind: "rename", from: staged(manifestPath), to: manifestPath },
    syncParent(manifestPath),
  ];
}

function writeManifest(path: string, manifest: Manifest): Step {
  return { kind: "write", path, content: renderManifest(manifest), mode: "0644" };
}

function keep(backup: NonNullable<Changes["backup"]>): Step[] {
  const top = backupPath(backup.name);
  const files = backup.files.map((file) => ({ ...file, path: inFolder(top, file.path) }));
  const folders = allFoldersAbove(files.map((file) => file.path)).filter((path) =>
    path.startsWith(backupsFolder),
  );
  return [
    ...folders.map((path): Step => ({ kind: "make-folder", path })),
    ...files.map(({ path, content, mode }): Step => ({ kind: "write", path, content, mode })),
    ...[stateFolder, ...folders].map((path): Step => ({ kind: "sync-folder", path })),
  ];
}

/** Not what a killed run began: what that run has replaced is nowhere else. */
function undoBackup(changes: Changes): Step[] {
  if (changes.backup === undefined || changes.before?.pending !== undefined) return [];
  return [
    { kind: "remove-tree", path: backupPath(changes.backup.name) },
    { kind: "remove-folder", path: backupsFolder },
  ];
}

/**
 * Removes the manifest, and with it those of the folders above it that are ours and hold nothing else: renamed
 * first, so that none of them is ever there without a manifest.
 */
export function forgetState(ours: readonly string[]): Step[] {
  const [top] = ours;
  if (top === undefined) return [{ kind: "remove-file", path: manifestPath }, syncParent(manifestPath)];
  return [
    { kind: "rename", from: top, to: staged(top) },
    syncParent(top),
    { kind: "remove-tree", path: staged(top) },
  ];
}

export function backupPath(name: string): string {
  return inFolder(backupsFolder, name);
}
