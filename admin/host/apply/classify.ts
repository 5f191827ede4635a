import { absolute, factOf, type TargetFacts, unusable } from "../../files/facts.ts";
import { parentOf } from "../../files/paths.ts";
import type { Held } from "../held.ts";
import type { HostFile } from "../host-file.ts";
import { type Decision, textOf } from "./decision.ts";
import { digestOf } from "./digest.ts";
import { partOf, withPart } from "./part.ts";
import type { KeptFile, OwnPart, WrittenRecord } from "./record.ts";

export type Situation = {
  readonly record: WrittenRecord;
  readonly facts: TargetFacts;
  readonly force: boolean;
  /** Not to be changed without force: why, after the path. */
  readonly held: Held;
};

/** What apply does with a file that the cluster file asks for. @param file its path is relative to the root */
export function classifyWanted(file: HostFile, situation: Situation): Decision {
  const look = lookAt(file.path, file.extent, situation);
  if (look.kind === "left") return look.decision;
  const { before, ours } = look;
  const after = withPart(file.extent, before, file.content);
  const row = { path: file.path, before, after };
  if (file.extent === "header" && before === undefined) {
    return left(row, situation, "is not there: install the package that brings it, then apply again.");
  }
  if (before === after) return { ...row, status: "unchanged" };
  const why = situation.force ? undefined : situation.held.get(file.path);
  if (why !== undefined) return left(row, situation, why);
  if (before === undefined) return { ...row, status: "create" };
  if (ours) return { ...row, status: "replace" };
  return situation.force
    ? { ...row, status: "overwrite" }
    : left(row, situation, whyLeft(file.path, situation));
}

/** What apply does with a file that it once wrote and that the cluster file asks for no more. */
export function classifyObsolete(own: OwnPart, situation: Situation): Decision {
  const look = lookAt(own.path, own.extent, situation);
  if (look.kind === "left") return look.decision;
  const { before, ours } = look;
  const after = withPart(own.extent, before, undefined);
  const row = { path: own.path, before, after };
  if (before === after) return { ...row, status: "unchanged" };
  if (ours || situation.force) return { ...row, status: "remove" };
  return left(
    row,
    situation,
    "was changed after xensan wrote it and is not asked for any more: delete it, or say --force.",
  );
}

type Look =
  | { readonly kind: "left"; readonly decision: Decision }
  /** ours: nothing is lost when our part is replaced. */
  | {
      readonly kind: "look";
      readonly before: string | undefined;
      readonly ours: boolean;
    };

function lookAt(path: string, extent: HostFile["extent"], situation: Situation): Look {
  const { facts } = situation;
  const fact = factOf(facts, path);
  const before = textOf(fact);
  const row = { path, before, after: before };
  const folder = facts.folders.get(parentOf(path));
  if (folder?.kind === "unusable") {
    return { kind: "left", decision: { ...row, status: "left", reason: unusable(facts.root, folder) } };
  }
  if (fact.kind === "other") {
    return {
      kind: "left",
      decision: left(row, situation, `is ${fact.what}: put a plain file there, then apply again.`),
    };
  }
  const part = partOf(extent, before);
  if (part.kind === "broken") {
    return { kind: "left", decision: left(row, situation, `${part.why}: set that right, then apply again.`) };
  }
  const current = digestOf(part);
  const ours = current === null || knownContents(path, situation.record).has(current);
  return { kind: "look", before, ours };
}

/** Every content of our part that may be there and is ours: also both sides of a change that was cut off. */
export function knownContents(
  path: string,
  { state, files, backups }: WrittenRecord,
): ReadonlySet<string | null> {
  const kept: readonly KeptFile[] = state === "changing" ? (backups.at(-1)?.files ?? []) : [];
  return new Set([
    ...files.filter((each) => each.path === path).map((each) => each.sha256),
    ...kept
      .filter((each) => each.path === path)
      .flatMap(({ before, after }) => [before?.sha256 ?? null, ...after]),
  ]);
}

function whyLeft(path: string, { record }: Situation): string {
  const by = record.files.some((each) => each.path === path)
    ? "was changed after xensan wrote it"
    : "was not written by xensan";
  return `${by}: put what must stay into the cluster file or keep it elsewhere, then say --force; a backup is kept.`;
}

function left(row: Omit<Decision, "status" | "reason">, { facts }: Situation, what: string): Decision {
  return { ...row, status: "left", reason: `${absolute(facts.root, row.path)} ${what}` };
}
