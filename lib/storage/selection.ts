import type { Volume } from "./volume-manager.ts";

/** What an administrator's list of volumes stands for. */
export type Selection = {
  /** Device paths, without repetition, in the order asked for. */
  readonly paths: readonly string[];
  /** Names that the volume manager knows nothing under. */
  readonly unknownNames: readonly string[];
};

/**
 * Resolves names and paths. A name stands for the volume of that name or for all volumes in that container or
 * volume group; a path stands for itself, whether the volume manager knows it or not. An empty list: all.
 */
export function select(wanted: readonly string[], listed: readonly Volume[]): Selection {
  if (wanted.length === 0) return { paths: [...new Set(listed.map(({ path }) => path))], unknownNames: [] };
  const paths = new Set<string>();
  const unknownNames: string[] = [];
  for (const each of wanted) {
    const found = each.startsWith("/") ? [each] : pathsUnder(each, listed);
    if (found.length === 0) unknownNames.push(each);
    for (const path of found) paths.add(path);
  }
  return { paths: [...paths], unknownNames };
}

function pathsUnder(name: string, listed: readonly Volume[]): string[] {
  return listed
    .filter((volume) => volume.name === name || volume.name.startsWith(`${name}/`))
    .map(({ path }) => path);
}
