/** A place in a text; both numbers begin at 1, and a column is a character. */
export type Place = { readonly line: number; readonly column: number };

/** What the readers of this folder throw among themselves; their exported functions turn it into a result. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly at: Place;

  constructor(at: Place, reason: string) {
    super(reason);
    this.at = at;
  }
}

/** "/etc/xen/nfs1:3:12: reason", as compilers and editors write places. */
export function placed(file: string, { line, column }: Place, reason: string): string {
  return `${file}:${line}:${column}: ${reason}`;
}
