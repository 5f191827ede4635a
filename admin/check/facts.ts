import type { Finding as CibFinding } from "../../cib/check/finding.ts";
import type { HostDescription } from "../../lib/cluster/description/description.ts";
import type { QuickFacts } from "./quick-facts.ts";
import type { HostFacts } from "./wire/facts.ts";

/** All that the checks go by, gathered once from every host. */
export type Facts = QuickFacts & {
  readonly description: HostDescription;
  /** Of the hosts that answered, in the cluster file's order. */
  readonly hosts: ReadonlyMap<string, LookedAt>;
  /** What "cib check" says of the CIB as the host that asked has it. */
  readonly cib: CibFacts;
  /** Digests of what each host's files are to have, by host and path. */
  readonly wantedFiles: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

export type LookedAt = {
  readonly facts: HostFacts;
  readonly clock: Interval;
};

/**
 * How far a host's clock is ahead of the asking host's: at least and at the most, in milliseconds. A question is read after
 * it was sent, and an answer written before it came in; nothing else is known of the time between.
 */
export type Interval = { readonly leastMs: number; readonly mostMs: number };

export type CibFacts =
  | { readonly kind: "checked"; readonly findings: readonly CibFinding[] }
  | { readonly kind: "unknown"; readonly reason: string };
