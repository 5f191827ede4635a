import type { FileFact } from "../../files/facts.ts";

/** What becomes, or became, of one file. */
export type Decision = {
  /** Relative to the root. */
  readonly path: string;
  readonly status: Status;
  /** The whole file before and after; undefined: none. The same where nothing is done, or what would be done if it were. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** For "left": a sentence with the reason and what to do next. */
  readonly reason?: string;
};

export type Status =
  | "create"
  /** What is there is ours, from before. */
  | "replace"
  /** Somebody else wrote or changed it, and --force was given. */
  | "overwrite"
  | "remove"
  | "unchanged"
  | "left";

export function isChange({ status }: Decision): boolean {
  return status === "create" || status === "replace" || status === "overwrite" || status === "remove";
}

/**
 * Every byte as one character, so that what is not ours comes out as it went in, whatever it is encoded in; ours is
 * ASCII.
 */
export function textOf(fact: FileFact): string | undefined {
  return fact.kind === "file" ? Buffer.from(fact.content).toString("latin1") : undefined;
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}
