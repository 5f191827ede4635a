import { absolute, type FileFact, factOf, type TargetFacts, unusable } from "../files/facts.ts";
import { parentOf } from "../files/paths.ts";
import { agentsFolder, ownProvider } from "./layout.ts";
import { type Manifest, ownContents } from "./manifest.ts";
import type { ReleaseFile } from "./release.ts";
import type { Row } from "./row.ts";

/** What install does with a file of the release; uid is the installer's. */
export function classifyNew(
  file: ReleaseFile,
  manifest: Manifest | undefined,
  facts: TargetFacts,
  uid: number,
): Row {
  const row = { path: file.path, mode: file.mode, size: file.content.length };
  const fact = factOf(facts, file.path);
  const refused = (reason: string): Row => ({ ...row, status: "refused", reason });
  const blocked = blockedFolder(facts, file.path);
  if (blocked !== undefined) return refused(blocked);
  if (fact.kind === "absent") return { ...row, status: "create" };
  const own = manifest === undefined ? new Set<string>() : ownContents(manifest, file.path);
  const name = absolute(facts.root, file.path);
  if (own.size === 0 || fact.kind === "other") return refused(foreign(name, fact, file.sha256));
  if (fact.sha256 === file.sha256) {
    const asItShouldBe = fact.mode === file.mode && fact.uid === uid;
    return { ...row, status: asItShouldBe ? "unchanged" : "repair" };
  }
  if (own.has(fact.sha256)) return { ...row, status: "replace" };
  return refused(`${name} was changed after install wrote it: ${moveAway(name)}.`);
}

/** What install does with a file that it once wrote and that this release does not have at this place. */
export function classifyObsolete(path: string, manifest: Manifest, facts: TargetFacts): Row {
  const row = classifyInstalled(path, manifest, facts);
  if (row.status !== "left") return row;
  const name = absolute(facts.root, path);
  const changed = `${name} ${changeOf(factOf(facts, path))}, and this release has nothing for its place`;
  const reason = blockedFolder(facts, path) ?? `${changed}: ${moveAway(name)}.`;
  return { ...row, status: "refused", reason };
}

/** What uninstall does with a file that install wrote. */
export function classifyInstalled(path: string, manifest: Manifest, facts: TargetFacts): Row {
  const fact = factOf(facts, path);
  const mode = manifest.files.find((file) => file.path === path)?.mode ?? "";
  const row = { path, mode, size: fact.kind === "file" ? fact.content.length : 0 };
  const left = (reason: string): Row => ({ ...row, status: "left", reason });
  const blocked = blockedFolder(facts, path);
  if (blocked !== undefined) return left(blocked);
  if (fact.kind === "absent") return { ...row, status: "gone" };
  if (fact.kind === "file" && ownContents(manifest, path).has(fact.sha256))
    return { ...row, status: "remove" };
  const changed = `${absolute(facts.root, path)} ${changeOf(fact)}, so it is left`;
  return left(`${changed}: delete it if nobody needs it, then run uninstall again.`);
}

function changeOf(fact: FileFact): string {
  return fact.kind === "other" ? `is ${fact.what} now` : "was changed after install wrote it";
}

function blockedFolder(facts: TargetFacts, path: string): string | undefined {
  const fact = facts.folders.get(parentOf(path));
  return fact?.kind === "unusable" ? unusable(facts.root, fact) : undefined;
}

function foreign(name: string, fact: Exclude<FileFact, { kind: "absent" }>, sha256: string): string {
  if (fact.kind === "other") return `${name} is ${fact.what} that install did not make: ${moveAway(name)}.`;
  if (fact.sha256 === sha256) {
    return `${name} is the same as in this release, but install did not write it: delete it, then run install again.`;
  }
  const packaged = name.includes("/resource.d/") && !name.includes(`/${agentsFolder(ownProvider)}/`);
  return packaged
    ? `${name} was not written by install and may belong to a package: choose another --provider.`
    : `${name} was not written by install: ${moveAway(name)}.`;
}

function moveAway(name: string): string {
  return `look at it, move it out of ${parentOf(name)}, then run install again`;
}
