export type FileFact =
  | { readonly kind: "absent" }
  | {
      readonly kind: "file";
      readonly content: Uint8Array;
      readonly sha256: string;
      readonly mode: string;
      readonly uid: number;
    }
  | { readonly kind: "other"; readonly what: "a folder" | "a symbolic link" | "a special file" };

export type FolderFact =
  | { readonly kind: "absent" }
  | { readonly kind: "folder"; readonly entries: readonly string[] }
  /** It, or the folder `at` above it: `why` completes "AT …". */
  | { readonly kind: "unusable"; readonly at: string; readonly why: string };

/** What is in the target now, at all places that matter. Paths are relative to the root. */
export type TargetFacts = {
  readonly root: string;
  readonly files: ReadonlyMap<string, FileFact>;
  readonly folders: ReadonlyMap<string, FolderFact>;
  /** What a run that was killed left half-made. */
  readonly leftovers: readonly string[];
};

/** Why nothing is done below a folder: a sentence. */
export function unusable(root: string, folder: Extract<FolderFact, { kind: "unusable" }>): string {
  return `${absolute(root, folder.at)} ${folder.why}: set that right, then run it again.`;
}

/** The path as a person sees it. */
export function absolute(root: string, path: string): string {
  return root === "/" ? `/${path}` : `${root}/${path}`;
}

export function factOf(facts: TargetFacts, path: string): FileFact {
  return facts.files.get(path) ?? { kind: "absent" };
}
