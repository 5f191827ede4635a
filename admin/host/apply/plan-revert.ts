import { absolute, factOf, type TargetFacts, unusable } from "../../files/facts.ts";
import { parentOf } from "../../files/paths.ts";
import { bytesOf, type Decision, isChange, textOf } from "./decision.ts";
import { digestOf } from "./digest.ts";
import { partOf, withPart } from "./part.ts";
import type { Plan } from "./plan-apply.ts";
import type { Backup, KeptFile, WrittenRecord } from "./record.ts";

export type Revert = {
  readonly record: WrittenRecord;
  readonly facts: TargetFacts;
  readonly force: boolean;
  /** What the backup's folder has of each path; undefined: nothing. */
  readonly contents: ReadonlyMap<string, string>;
};

/** Brings back what the last apply replaced. What was changed since is left, and then the backup stays for it. */
export function planRevert(backup: Backup, revert: Revert): Plan {
  const { record, facts } = revert;
  const decisions = backup.files.map((kept) => decide(kept, revert));
  const isLeft = (path: string) => decisions.some((each) => each.path === path && each.status === "left");
  const done = backup.files.filter(({ path }) => !isLeft(path));
  const left = backup.files.filter(({ path }) => isLeft(path));
  const changes = decisions.filter(isChange);
  const others = record.backups.filter(({ name }) => name !== backup.name);
  const files = [
    ...record.files.filter(({ path }) => !done.some((kept) => kept.path === path)),
    ...done.flatMap(({ owned }) => owned ?? []),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    decisions,
    change: {
      before: record,
      intent: { ...record, state: "changing" },
      after: {
        format: 1,
        state: "written",
        files,
        backups: left.length === 0 ? others : [...others, { ...backup, files: left }],
      },
      writes: changes.flatMap(({ path, after }) => {
        if (after === undefined) return [];
        const fact = factOf(facts, path);
        const was = backup.files.find((kept) => kept.path === path)?.before;
        const mode = was?.mode ?? (fact.kind === "file" ? fact.mode : "0644");
        return [{ path, content: bytesOf(after), mode }];
      }),
      removals: changes.filter(({ after }) => after === undefined).map(({ path }) => path),
      newFolders: [],
      // An inner folder sorts after those around it.
      emptiedFolders: left.length === 0 ? backup.folders.toSorted().reverse() : [],
      keep: undefined,
      outdatedBackups: left.length === 0 ? [backup.name] : [],
    },
  };
}

function decide(kept: KeptFile, { facts, force, contents }: Revert): Decision {
  const { path, extent, after } = kept;
  const fact = factOf(facts, path);
  const before = textOf(fact);
  const left = (what: string): Decision => ({
    ...{ path, before, after: before, status: "left" },
    reason: `${absolute(facts.root, path)} ${what}`,
  });
  const folder = facts.folders.get(parentOf(path));
  if (folder?.kind === "unusable") return { ...left(""), reason: unusable(facts.root, folder) };
  if (fact.kind === "other") return left(`is ${fact.what} now: set that right, then revert again.`);
  const part = partOf(extent, before);
  if (part.kind === "broken") return left(`${part.why}: set that right, then revert again.`);
  const current = digestOf(part);
  const wanted = kept.before?.sha256 ?? null;
  const row = { path, before };
  if (current === wanted) return { ...row, after: before, status: "unchanged" };
  if (!after.includes(current) && !force) {
    return left(
      "was changed after xensan wrote it: look at it, then say --force to bring the earlier one back.",
    );
  }
  const earlier = partOf(extent, contents.get(path));
  if (digestOf(earlier) !== wanted) {
    return left("has no whole backup, so it stays as it is: bring it back by hand.");
  }
  const restored = withPart(extent, before, earlier.kind === "part" ? earlier.content : undefined);
  if (restored === undefined && kept.before !== undefined) return { ...row, after: "", status: "replace" };
  return { ...row, after: restored, status: restored === undefined ? "remove" : "replace" };
}
