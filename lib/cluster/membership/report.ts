import type { NodeCondition } from "./membership.ts";

/** What the tools of one cluster manager print, in one shape for both. Not judged yet. */
export type PartitionReport = {
  readonly dc: string | undefined;
  readonly quorum: boolean;
  readonly nodes: readonly ReportedNode[];
};

export type ReportedNode = {
  readonly name: string;
  /** "unclear": neither can be concluded, for the reason given. */
  readonly state:
    | { readonly kind: "online" }
    | { readonly kind: "offline" }
    /** Completes "host2 …". */
    | { readonly kind: "unclear"; readonly why: string };
  readonly conditions: readonly NodeCondition[];
};

export type Parsed<T> =
  | { readonly kind: "parsed"; readonly value: T }
  /** One clause, e.g. "crm_mon printed something other than its XML". */
  | { readonly kind: "unreadable"; readonly reason: string };

export function parsed<T>(value: T): Parsed<T> {
  return { kind: "parsed", value };
}

export function unreadable(reason: string): { readonly kind: "unreadable"; readonly reason: string } {
  return { kind: "unreadable", reason };
}
