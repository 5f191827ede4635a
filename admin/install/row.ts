/** What becomes, or became, of one file: a line of what install and uninstall show. */
export type Row = {
  readonly status: Status;
  /** Relative to the root. */
  readonly path: string;
  readonly mode: string;
  /** Bytes. */
  readonly size: number;
  /** For "refused" and "left": a sentence with the reason, and what to do next. */
  readonly reason?: string;
};

export type Status =
  | "create"
  /** It is an older one of ours. */
  | "replace"
  /** Its content is right, its mode or owner is not. */
  | "repair"
  | "unchanged"
  | "remove"
  /** It is ours by the record, and somebody removed it. */
  | "gone"
  /** It was ours and was changed: uninstall does not touch it. */
  | "left"
  | "refused";

export function isRefused(row: Row): boolean {
  return row.status === "refused";
}
