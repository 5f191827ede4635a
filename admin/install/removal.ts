import type { TargetFacts } from "../files/facts.ts";
import { allFoldersAbove, inFolder } from "../files/paths.ts";
import { removeFolder, type Step, syncParent } from "../files/step.ts";
import { classifyInstalled } from "./classify.ts";
import { emptiedFolders } from "./emptied-folders.ts";
import { backupsFolder, manifestPath, stateFolder } from "./layout.ts";
import type { Manifest } from "./manifest.ts";
import type { Row } from "./row.ts";
import { backupPath, forgetState, removeLeftovers, replaceManifest } from "./steps.ts";

export type Removal = { readonly rows: readonly Row[]; readonly steps: readonly Step[] };

/**
 * Decides what uninstall removes: every file that is as install wrote it, then the folders that install made and
 * that hold nothing else, last backups and manifest. While a file is left they stay too, so that it can be removed
 * later. A removal that is killed is finished by the next one.
 */
export function planRemoval(manifest: Manifest | undefined, facts: TargetFacts): Removal {
  const tidy = removeLeftovers(facts);
  if (manifest === undefined) return { rows: [], steps: tidy };
  const rows = manifest.files.map((file) => classifyInstalled(file.path, manifest, facts));
  const removals = rows.filter((row) => row.status === "remove").map((row) => row.path);
  const left = rows.filter((row) => row.status === "left").map((row) => row.path);
  const stateChain = allFoldersAbove([manifestPath]);
  const emptied = emptiedFolders(
    manifest.folders.filter((folder) => !stateChain.includes(folder)),
    removals,
    facts,
  );
  const steps = [
    ...tidy,
    ...removals.flatMap((path): Step[] => [{ kind: "remove-file", path }, syncParent(path)]),
    ...emptied.flatMap(removeFolder),
  ];
  const rest = left.length === 0 ? forget(manifest, facts) : replaceManifest(only(left, emptied, manifest));
  return { rows, steps: [...steps, ...rest] };
}

function only(left: readonly string[], emptied: readonly string[], manifest: Manifest): Manifest {
  return {
    ...manifest,
    files: manifest.files.filter((file) => left.includes(file.path)),
    folders: manifest.folders.filter((folder) => !emptied.includes(folder)),
  };
}

function forget(manifest: Manifest, facts: TargetFacts): Step[] {
  const backups = manifest.backups.map((backup) => backup.name);
  const onlyOurs = emptiedFolders(
    [...manifest.folders.filter((folder) => allFoldersAbove([manifestPath]).includes(folder)), backupsFolder],
    [manifestPath, ...backups.map((name) => inFolder(backupsFolder, name))],
    facts,
  );
  // The outermost that is ours alone: what is in it is ours alone too.
  const chain = onlyOurs.filter((folder) => folder !== backupsFolder);
  if (chain.includes(stateFolder)) return forgetState([...chain].sort());
  return [
    ...backups.map((name): Step => ({ kind: "remove-tree", path: backupPath(name) })),
    ...(facts.folders.get(backupsFolder)?.kind === "folder" ? removeFolder(backupsFolder) : []),
    ...forgetState([]),
  ];
}
