import type { Presence } from "../../xen/presence.ts";
import { copiesOf } from "../copies.ts";
import type { LeaseView } from "../lease.ts";
import { type Program, perform } from "../step.ts";
import { type Claimed, claim } from "./claim.ts";
import { discardCopies } from "./discard-copies.ts";
import { letRun } from "./let-run.ts";
import type { Order } from "./order.ts";

/** What the claim must be for a copy to be the guest. */
export type Lineage = {
  readonly version: number | undefined;
  readonly source: string;
  /** The source may have it still: it is dead by all evidence. */
  readonly fromTheDead: boolean;
};

/**
 * Lets the copy of a hand-over run: its source is gone. A copy that is provably outdated goes away instead.
 *
 * @returns why it does not run, one clause. Undefined: it runs
 */
export function* takeOver(order: Order, presence: Presence, lineage: Lineage): Program<string | undefined> {
  const { guest, here, id } = order;
  const copies = copiesOf(presence);
  if (copies.kind === "unclear") return `on ${here} ${copies.reason}`;
  if (copies.kind === "none") return `the copy of ${guest} on ${here} is gone`;
  if (copies.kind === "stands") {
    const { state, domid } = copies.domain;
    if (copies.as !== "complete") return `the copy of ${guest} on ${here} is ${state} and not complete`;
    const claimed = yield* claimForCopy(order, presence, lineage);
    if (claimed.kind !== "claimed") return claimed.reason;
    const run = yield* letRun(order, { kind: "unpause", domid });
    if (run.kind !== "runs") return run.reason;
  }
  yield* perform({ kind: "close-operation", id });
  return undefined;
}

function* claimForCopy(order: Order, presence: Presence, lineage: Lineage): Program<Claimed> {
  const { here, leased } = order;
  if (!leased) return { kind: "claimed" };
  const view = yield* perform({ kind: "view-lease" });
  if (view.kind === "unknown") return { kind: "unclear", reason: view.reason };
  if (wasAStranger(view, lineage, here)) {
    const stays = yield* discardCopies(order, presence);
    const reason = "another host had its lease since the copy was made, so the copy is outdated";
    return {
      kind: "refused",
      reason: stays === undefined ? `${reason} and was done away with` : `${reason}; ${stays}`,
    };
  }
  const reason = breakIn(view, lineage, here);
  if (reason !== undefined) return { kind: "refused", reason };
  return yield* claim(view.version, view.kind === "owned" && view.owner !== here ? view.owner : undefined);
}

type Seen = Exclude<LeaseView, { kind: "unknown" }>;

/** Somebody who is neither end of the hand-over had the claim after it: the copy's memory never fits its disks again. */
function wasAStranger(view: Seen, { version, source }: Lineage, here: string): boolean {
  const last = view.kind === "owned" ? view.owner : view.lastOwner;
  return version !== undefined && view.version > version && last !== here && last !== source;
}

/**
 * Why the copy may not be the guest; undefined: nobody but the two ends of the hand-over had the claim since the copy was
 * made. One more is this host's own, from a take-over that was cut off.
 */
function breakIn(view: Seen, { version, source, fromTheDead }: Lineage, here: string): string | undefined {
  if (version === undefined) return "the number of its lease was not noted";
  if (view.kind === "owned" && view.owner === here && view.version - version <= 1) return undefined;
  if (view.version !== version) return `its lease has the number ${view.version} and not ${version}`;
  if (view.kind === "free" || (view.owner === source && fromTheDead)) return undefined;
  return `${view.owner} has not given its lease up`;
}
