import { parentOf } from "./paths.ts";

/** One change of the file system, which is made whole or not at all; only a "write" can be cut off in its middle. */
export type Step =
  | { readonly kind: "make-folder"; readonly path: string }
  /** Removes what has this name, then writes the file and waits for the disk. */
  | {
      readonly kind: "write";
      readonly path: string;
      readonly content: Uint8Array | string;
      readonly mode: string;
    }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  /** Waits until the disk has the names in a folder. */
  | { readonly kind: "sync-folder"; readonly path: string }
  | { readonly kind: "remove-file"; readonly path: string }
  /** Only when it is empty. */
  | { readonly kind: "remove-folder"; readonly path: string }
  /** With all in it: only for what install makes for itself. */
  | { readonly kind: "remove-tree"; readonly path: string };

export function removeFolder(path: string): Step[] {
  return [{ kind: "remove-folder", path }, syncParent(path)];
}

export function syncParent(path: string): Step {
  return { kind: "sync-folder", path: parentOf(path) };
}
