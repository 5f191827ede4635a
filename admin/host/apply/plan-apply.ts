import { factOf } from "../../files/facts.ts";
import { foldersAbove } from "../../files/paths.ts";
import type { HostFile } from "../host-file.ts";
import { classifyObsolete, classifyWanted, type Situation } from "./classify.ts";
import { bytesOf, type Decision, isChange, textOf } from "./decision.ts";
import { digest, digestOf } from "./digest.ts";
import { partOf } from "./part.ts";
import { type Backup, type KeptFile, type OwnPart, renderRecord, type WrittenRecord } from "./record.ts";

/** How many applies can be taken back. */
const keptBackups = 10;

export type NewFile = { readonly path: string; readonly content: Uint8Array; readonly mode: string };

/** What is done to the file system, and what the record says before, meanwhile and afterwards. */
export type Change = {
  readonly before: WrittenRecord;
  readonly intent: WrittenRecord;
  readonly after: WrittenRecord;
  readonly writes: readonly NewFile[];
  readonly removals: readonly string[];
  readonly newFolders: readonly string[];
  readonly emptiedFolders: readonly string[];
  /** What to keep of what is there now: contents for the folder of a backup. */
  readonly keep: { readonly name: string; readonly files: readonly NewFile[] } | undefined;
  readonly outdatedBackups: readonly string[];
};

export type Plan = { readonly decisions: readonly Decision[]; readonly change: Change | undefined };

/** Decides on every file: what is ours is changed, what is not is left, and the rest is done all the same. */
export function planApply(files: readonly HostFile[], situation: Situation): Plan {
  const { record, facts } = situation;
  const wanted = files.map((file) => ({ ...file, path: file.path.slice(1) }));
  const obsolete = ownOrBroughtBack(record).filter((own) => !wanted.some(({ path }) => path === own.path));
  const decisions = [
    ...wanted.map((file) => classifyWanted(file, situation)),
    ...obsolete.map((own) => classifyObsolete(own, situation)),
  ];
  const changes = decisions.filter(isChange);
  const backup = backupFor(changes, wanted, situation);
  const backups = backup === undefined ? record.backups : [...olderThan(backup, record), backup];
  const after: WrittenRecord = {
    format: 1,
    state: "written",
    files: ownAfter(decisions, wanted, record),
    backups: backups.slice(-keptBackups),
  };
  if (backup === undefined && renderRecord(after) === renderRecord(record))
    return { decisions, change: undefined };
  const change: Change = {
    before: record,
    intent: { ...record, state: "changing", backups },
    after,
    writes: changes.flatMap(({ path, after: text }) =>
      text === undefined ? [] : [{ path, content: bytesOf(text), mode: modeFor(path, wanted, situation) }],
    ),
    removals: changes.filter(({ after: text }) => text === undefined).map(({ path }) => path),
    newFolders: newFoldersFor(changes, situation),
    emptiedFolders: [],
    keep: backup && { name: backup.name, files: contentsOf(backup, facts) },
    outdatedBackups: backups.slice(0, -keptBackups).map(({ name }) => name),
  };
  return { decisions, change };
}

/** A revert that was cut off may have brought back what is ours and was taken away. */
function ownOrBroughtBack({ state, files, backups }: WrittenRecord): readonly OwnPart[] {
  const owned = state === "changing" ? (backups.at(-1)?.files ?? []).flatMap((kept) => kept.owned ?? []) : [];
  return [...files, ...owned.filter((own) => !files.some(({ path }) => path === own.path))];
}

/** One that was cut off is continued, so that what it had replaced already stays in it. */
function backupFor(
  changes: readonly Decision[],
  wanted: readonly HostFile[],
  { record, facts }: Situation,
): Backup | undefined {
  if (changes.length === 0 && record.state === "written") return undefined;
  const begun = record.state === "changing" ? record.backups.at(-1) : undefined;
  const files = changes.map(({ path, before, after }): KeptFile => {
    const owned = record.files.find((own) => own.path === path);
    const extent = wanted.find((file) => file.path === path)?.extent ?? owned?.extent ?? "whole";
    const then = begun?.files.find((file) => file.path === path);
    const now = digestOf(partOf(extent, after));
    if (then !== undefined) return { ...then, after: [...new Set([...then.after, now])] };
    const fact = factOf(facts, path);
    const part = digestOf(partOf(extent, before));
    const was =
      fact.kind === "file" ? { mode: fact.mode, ...(part === null ? {} : { sha256: part }) } : undefined;
    return {
      path,
      extent,
      ...(was === undefined ? {} : { before: was }),
      after: [now],
      ...(owned === undefined ? {} : { owned }),
    };
  });
  const others = (begun?.files ?? []).filter(({ path }) => !files.some((file) => file.path === path));
  const folders = [...new Set([...(begun?.folders ?? []), ...newFoldersFor(changes, { facts })])];
  const name = begun?.name ?? String(Number(record.backups.at(-1)?.name ?? 0) + 1).padStart(4, "0");
  return { name, files: [...others, ...files].sort((a, b) => (a.path < b.path ? -1 : 1)), folders };
}

function olderThan(backup: Backup, record: WrittenRecord): readonly Backup[] {
  return record.backups.filter(({ name }) => name !== backup.name);
}

/** What of the backup is still there as it was: what a run that was cut off replaced is in its folder already. */
function contentsOf(backup: Backup, facts: Situation["facts"]): readonly NewFile[] {
  return backup.files.flatMap(({ path, extent, before }) => {
    const fact = factOf(facts, path);
    if (before === undefined || fact.kind !== "file") return [];
    const now = digestOf(partOf(extent, textOf(fact)));
    return now === (before.sha256 ?? null) ? [{ path, content: fact.content, mode: before.mode }] : [];
  });
}

function ownAfter(
  decisions: readonly Decision[],
  wanted: readonly HostFile[],
  record: WrittenRecord,
): WrittenRecord["files"] {
  const own = decisions.flatMap(({ path, status }): OwnPart[] => {
    const file = wanted.find((each) => each.path === path);
    const was = record.files.find((each) => each.path === path);
    if (status === "left") return was === undefined ? [] : [was];
    return file === undefined ? [] : [{ path, extent: file.extent, sha256: digest(file.content) }];
  });
  return own.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function modeFor(path: string, wanted: readonly HostFile[], { facts }: Situation): string {
  const fact = factOf(facts, path);
  return fact.kind === "file" ? fact.mode : (wanted.find((file) => file.path === path)?.mode ?? "0644");
}

function newFoldersFor(changes: readonly Decision[], { facts }: Pick<Situation, "facts">): readonly string[] {
  const needed = changes.filter(({ after }) => after !== undefined).flatMap(({ path }) => foldersAbove(path));
  return [...new Set(needed)].sort().filter((folder) => facts.folders.get(folder)?.kind === "absent");
}
