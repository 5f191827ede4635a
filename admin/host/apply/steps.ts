import type { ChangeSteps } from "../../files/apply-change.ts";
import type { TargetFacts } from "../../files/facts.ts";
import { foldersAbove, inFolder, staged } from "../../files/paths.ts";
import { removeFolder, type Step, syncParent } from "../../files/step.ts";
import type { Change } from "./plan-apply.ts";
import { backupsFolder, recordPath, renderRecord, stateFolder, type WrittenRecord } from "./record.ts";

export function changeSteps(change: Change, facts: TargetFacts): ChangeSteps {
  const { writes, removals, keep, newFolders } = change;
  const state = foldersAbove(recordPath).filter((path) => facts.folders.get(path)?.kind === "absent");
  return {
    preparing: [
      ...facts.leftovers.map((path): Step => ({ kind: "remove-tree", path })),
      ...state.flatMap(makeFolder),
      ...replaceRecord(change.intent),
      ...newFolders.flatMap(makeFolder),
      ...(keep === undefined ? [] : keepSteps(keep)),
      ...writes.map(
        ({ path, content, mode }): Step => ({ kind: "write", path: staged(path), content, mode }),
      ),
      write(staged(recordPath), change.after),
    ],
    committing: [
      ...writes.flatMap(({ path }): Step[] => [
        { kind: "rename", from: staged(path), to: path },
        syncParent(path),
      ]),
      ...removals.flatMap((path): Step[] => [{ kind: "remove-file", path }, syncParent(path)]),
      ...change.emptiedFolders.flatMap(removeFolder),
      { kind: "rename", from: staged(recordPath), to: recordPath },
      syncParent(recordPath),
      ...change.outdatedBackups.map((name): Step => ({ kind: "remove-tree", path: backupPath(name) })),
    ],
    undoing: [
      ...[...writes.map(({ path }) => path), recordPath].map(
        (path): Step => ({ kind: "remove-file", path: staged(path) }),
      ),
      // Not what a killed run began: what that run has replaced is nowhere else.
      ...(keep === undefined || change.before.state === "changing"
        ? []
        : [{ kind: "remove-tree", path: backupPath(keep.name) } as const]),
      ...[...newFolders].reverse().flatMap(removeFolder),
      ...(facts.files.get(recordPath)?.kind === "file"
        ? replaceRecord(change.before)
        : [
            { kind: "remove-file", path: recordPath } as const,
            ...[backupsFolder, ...state.toReversed()].flatMap(removeFolder),
          ]),
    ],
  };
}

export function backupPath(name: string): string {
  return inFolder(backupsFolder, name);
}

function makeFolder(path: string): Step[] {
  return [{ kind: "make-folder", path }, syncParent(path)];
}

function replaceRecord(record: WrittenRecord): Step[] {
  return [
    write(staged(recordPath), record),
    { kind: "rename", from: staged(recordPath), to: recordPath },
    syncParent(recordPath),
  ];
}

function write(path: string, record: WrittenRecord): Step {
  return { kind: "write", path, content: renderRecord(record), mode: "0600" };
}

function keepSteps({ name, files }: NonNullable<Change["keep"]>): Step[] {
  const top = backupPath(name);
  const placed = files.map((file) => ({ ...file, path: inFolder(top, file.path) }));
  const above = placed.flatMap(({ path }) => foldersAbove(path));
  const folders = [...new Set([backupsFolder, top, ...above])]
    .filter((path) => path === backupsFolder || path.startsWith(`${backupsFolder}/`))
    .sort();
  return [
    ...folders.map((path): Step => ({ kind: "make-folder", path })),
    ...placed.map(({ path, content, mode }): Step => ({ kind: "write", path, content, mode })),
    ...[stateFolder, ...folders].map((path): Step => ({ kind: "sync-folder", path })),
  ];
}
