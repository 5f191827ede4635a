import { formatPath } from "../cib-error.ts";
import type { Placed } from "../walk.ts";

/** Stable words for programs: they are never renamed, only added to. */
export const findingCodes = [
  "mixed-dialects",
  "duplicate-id",
  "option-twice",
  "no-quorum-policy",
  "orphans-stopped",
  "fencing",
  "maintenance-mode",
  "stop-all",
  "managed-default",
  "guest-managed",
  "guest-target-role",
  "guest-multiple-active",
  "guest-allow-migrate",
  "guest-group",
  "guest-clone",
  "guest-stopped-monitor",
  "guest-order",
  "guest-colocation",
  "guest-location",
  "guest-ticket",
  "evms-twice",
  "evms-no-clone",
  "evms-stock-monitor",
  "evms-unmanaged",
] as const;

export type FindingCode = (typeof findingCodes)[number];

/** One thing in a CIB that would break "guests are started, stopped and moved by hand only". */
export type Finding = {
  readonly code: FindingCode;
  /** Of the element's opening tag in the text that was read, from 1. */
  readonly line: number | undefined;
  /** e.g. `group "web" > primitive "nfs1"` */
  readonly path: string;
  readonly what: string;
  /** What happens because of it. */
  readonly why: string;
  readonly mend: string;
};

export function finding(code: FindingCode, at: Placed, what: string, why: string, mend: string): Finding {
  return { code, line: at.element.line, path: formatPath(at.path) || at.element.name, what, why, mend };
}
