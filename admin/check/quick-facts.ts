import type { ClusterDescription } from "../../lib/cluster/description/description.ts";
import type { Membership } from "../../lib/cluster/membership/membership.ts";
import type { Parsed } from "../../lib/cluster/membership/report.ts";
import type { HostOverview, OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import type { Clone } from "./clone/clone.ts";

/** What the checks go by that need no question of their own: one look of every host at its guests, and what the cluster manager says. */
export type QuickFacts = {
  readonly description: ClusterDescription;
  /** The host that asked. */
  readonly here: string;
  /** Of every host of the cluster file, this one included, in its order. */
  readonly answers: ReadonlyMap<string, OverviewAnswer>;
  readonly cluster: ClusterFacts;
};

export type ClusterFacts = {
  /** As each of these hosts sees it; of one at least. */
  readonly views: ReadonlyMap<string, Membership>;
  /** As the host that asked sees them. */
  readonly clones: Parsed<readonly Clone[]>;
};

/** What the hosts say that answered, in the cluster file's order. */
export function answered({ answers }: Pick<QuickFacts, "answers">): ReadonlyMap<string, HostOverview> {
  return new Map(
    [...answers].flatMap(([host, answer]): [string, HostOverview][] =>
      answer.kind === "answered" ? [[host, answer.overview]] : [],
    ),
  );
}
