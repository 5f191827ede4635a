import type { FileAccess } from "./file-access.ts";
import { distrust } from "./trust.ts";

export type Walk = {
  /** Where the file really is; undefined where it was not reached. */
  readonly path: string | undefined;
  /** Sentences: folders on the way that others than root may change. */
  readonly reasons: readonly string[];
};

/** As many as Linux follows (path_resolution(7)). */
const maxLinks = 40;

/**
 * Follows an absolute path as the kernel does, and looks at every folder on the way, also of symbolic links: who may
 * change one of them may put another file in this one's place.
 *
 * @throws the system's error where a part of the path cannot be looked at
 */
export function walkPath(access: FileAccess, path: string): Walk {
  const reasons = new Set<string>();
  const trust = (folder: string) => {
    const reason = distrust(folder, access.look(folder));
    if (reason !== undefined) reasons.add(reason);
  };
  let left = split(path);
  let links = 0;
  let at = "/";
  trust(at);
  for (let step = left.shift(); step !== undefined; step = left.shift()) {
    if (step === "..") {
      at = parentOf(at);
      continue;
    }
    const next = at === "/" ? `/${step}` : `${at}/${step}`;
    const { kind } = access.look(next);
    if (kind === "link") {
      links += 1;
      if (links > maxLinks)
        return { path: undefined, reasons: [`${path} leads through too many links; correct them.`] };
      const target = access.linkTarget(next);
      if (target.startsWith("/")) at = "/";
      left = [...split(target), ...left];
    } else {
      if (kind === "folder") trust(next);
      at = next;
    }
  }
  return { path: at, reasons: [...reasons] };
}

function split(path: string): string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
