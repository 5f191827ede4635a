import type { Presence } from "../../xen/presence.ts";
import { copiesOf } from "../copies.ts";
import type { LeaseView } from "../lease.ts";
import { type Program, perform } from "../step.ts";
import { type Claimed, claim } from "./claim.ts";
import { letRun } from "./let-run.ts";
import type { Order } from "./order.ts";

/** What the claim must be for a copy to be the guest. `from`: the source, dead by all evidence, that still has it. */
export type Lineage = { readonly version: number | undefined; readonly from?: string };

/**
 * Lets the copy of a hand-over run: its source is gone.
 *
 * @returns why it does not run, one clause; the operation then stays open. Undefined: it runs
 */
export function* takeOver(order: Order, presence: Presence, lineage: Lineage): Program<string | undefined> {
  const { guest, here, id } = order;
  const copies = copiesOf(presence);
  if (copies.kind === "unclear") return `on ${here} ${copies.reason}`;
  if (copies.kind === "none") return `the copy of ${guest} on ${here} is gone`;
  if (copies.kind === "stands") {
    if (copies.as !== "complete")
      return `the copy of ${guest} on ${here} is ${copies.domain.state} and not complete`;
    const claimed = yield* claimForCopy(order, lineage);
    if (claimed.kind !== "claimed") return claimed.reason;
    const reason = yield* letRun(order, { kind: "unpause", domid: copies.domain.domid });
    if (reason !== undefined) return reason;
  }
  yield* perform({ kind: "close-operation", id });
  return undefined;
}

function* claimForCopy({ here, leased }: Order, lineage: Lineage): Program<Claimed> {
  if (!leased) return { kind: "claimed" };
  const view = yield* perform({ kind: "view-lease" });
  if (view.kind === "unknown") return { kind: "unclear", reason: view.reason };
  const reason = breakIn(view, lineage, here);
  if (reason !== undefined) return { kind: "refused", reason };
  return yield* claim(view.version, view.kind === "owned" && view.owner !== here ? view.owner : undefined);
}

type Seen = Exclude<LeaseView, { kind: "unknown" }>;

/**
 * Why the copy's memory may not fit its disks any more; undefined: nobody but the two ends of the hand-over had the claim
 * since the copy was made. One more is this host's own, from a take-over that was cut off.
 */
function breakIn(view: Seen, { version, from }: Lineage, here: string): string | undefined {
  if (version === undefined) return "the number of its lease was not noted";
  if (view.kind === "owned" && view.owner === here && view.version - version <= 1) return undefined;
  if (view.version !== version)
    return "its lease was somebody else's since the copy was made: the copy is outdated";
  if (view.kind === "free" || view.owner === from) return undefined;
  return `${view.owner} has not given its lease up`;
}
