import { factOf, type TargetFacts } from "../files/facts.ts";
import type { Backup, Manifest } from "./manifest.ts";
import type { ReleaseFile } from "./release.ts";

/** What has to be kept before it is replaced or removed. */
export type NeededBackup = { readonly record: Backup; readonly contents: readonly ReleaseFile[] };

/**
 * The backup of these files, which are ours. One that a killed run began is continued; what that run had already
 * replaced is in it.
 */
export function backupOf(
  manifest: Manifest | undefined,
  paths: readonly string[],
  facts: TargetFacts,
): NeededBackup | undefined {
  if (manifest === undefined || paths.length === 0) return undefined;
  const begun = manifest.backups.find((backup) => backup.name === manifest.pending);
  const contents = paths.flatMap((path): ReleaseFile[] => {
    const fact = factOf(facts, path);
    const kept = begun?.files.find((file) => file.path === path);
    if (fact.kind !== "file" || (kept !== undefined && kept.sha256 !== fact.sha256)) return [];
    return [{ path, content: fact.content, sha256: fact.sha256, mode: fact.mode }];
  });
  if (contents.length === 0) return undefined;
  const others = begun?.files.filter((file) => !contents.some(({ path }) => path === file.path)) ?? [];
  const files = [...others, ...contents.map(({ path, mode, sha256 }) => ({ path, mode, sha256 }))];
  const version = begun?.version ?? manifest.version;
  const name = begun?.name ?? nextName(manifest);
  return { record: { name, version, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) }, contents };
}

/** The records of all backups, with this one, the oldest first. */
export function backupsWith(manifest: Manifest | undefined, needed: NeededBackup | undefined): Backup[] {
  const known = manifest?.backups ?? [];
  if (needed === undefined) return known;
  return [...known.filter((backup) => backup.name !== needed.record.name), needed.record];
}

/** Numbered, because the same version can be built and installed more than once. */
function nextName(manifest: Manifest): string {
  const last = Math.max(0, ...manifest.backups.map((backup) => Number.parseInt(backup.name, 10)));
  return `${String(last + 1).padStart(4, "0")}-${manifest.version}`;
}
