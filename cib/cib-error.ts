/**
 * What a builder or a renderer refuses. The message is the path to the element and one sentence, for example
 * `clone "evmscloneset" > primitive "evmsclone" > op "monitor": intervalMs must be …`.
 */
export class CibError extends Error {
  override readonly name = "CibError";
  /** From the outermost element inwards, e.g. `clone "evmscloneset" > primitive "evmsclone"`. */
  readonly path: string;
  readonly reason: string;

  constructor(path: Path, reason: string) {
    const where = formatPath(path);
    super(where === "" ? reason : `${where}: ${reason}`);
    this.path = where;
    this.reason = reason;
  }
}

/** One entry for each element from the outermost inwards, as `step` writes it. */
export type Path = readonly string[];

/** One step of a path: `primitive "nfs1"`, or `crm_config` for an element without a name. */
export function step(kind: string, name?: string): string {
  return name === undefined ? kind : `${kind} "${name}"`;
}

export function formatPath(path: Path): string {
  return path.join(" > ");
}
