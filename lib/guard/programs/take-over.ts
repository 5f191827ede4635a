import type { Presence } from "../../xen/presence.ts";
import { copiesOf } from "../copies.ts";
import type { LeaseView } from "../lease.ts";
import { type Program, perform } from "../step.ts";
import { claim } from "./claim.ts";
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

/** `reason`: one clause. */
export type TakeOver =
  | { readonly kind: "runs" }
  /** It stays as it is, with its operation open. */
  | { readonly kind: "waits"; readonly reason: string }
  /** It could never run again and is done away with. */
  | { readonly kind: "outdated"; readonly reason: string };

/** Lets the copy of a hand-over run: its source is gone. A copy that is provably outdated goes away instead. */
export function* takeOver(order: Order, presence: Presence, lineage: Lineage): Program<TakeOver> {
  const { guest, here, id, leased } = order;
  const copies = copiesOf(presence);
  if (copies.kind === "unclear") return waits(`on ${here} ${copies.reason}`);
  if (copies.kind === "none") return waits(`the copy of ${guest} on ${here} is gone`);
  if (copies.kind === "stands") {
    const { state, domid } = copies.domain;
    if (copies.as !== "complete")
      return waits(`the copy of ${guest} on ${here} is ${state} and not complete`);
    const obstacle = leased ? yield* claimForCopy(order, presence, lineage) : undefined;
    if (obstacle !== undefined) return obstacle;
    const run = yield* letRun(order, { kind: "unpause", domid });
    if (run.kind !== "runs") return waits(run.reason);
  }
  yield* perform({ kind: "close-operation", id });
  return { kind: "runs" };
}

function waits(reason: string): TakeOver {
  return { kind: "waits", reason };
}

/** Why the copy does not get the lease; undefined: it has it. */
function* claimForCopy(order: Order, presence: Presence, lineage: Lineage): Program<TakeOver | undefined> {
  const { here } = order;
  const view = yield* perform({ kind: "view-lease" });
  if (view.kind === "unknown") return waits(view.reason);
  if (wasAStranger(view, lineage, here)) {
    const stays = yield* discardCopies(order, presence);
    const reason = "another host had its lease since the copy was made, so the copy is outdated";
    return stays === undefined
      ? { kind: "outdated", reason: `${reason} and was done away with` }
      : waits(`${reason}; ${stays}`);
  }
  const reason = breakIn(view, lineage, here);
  if (reason !== undefined) return waits(reason);
  const claimed = yield* claim(
    view.version,
    view.kind === "owned" && view.owner !== here ? view.owner : undefined,
  );
  return claimed.kind === "claimed" ? undefined : waits(claimed.reason);
}

type Seen = Exclude<LeaseView, { kind: "unknown" }>;

/** Somebody who is neither end of the hand-over had the claim after it: the copy's memory never fits its disks again. */
function wasAStranger(view: Seen, { version, source }: Lineage, here: string): boolean {
  const last = view.kind === "owned" ? view.owner : view.lastOwner;
  return version !== undefined && view.version > version && last !== here && last !== source;
}

/**
 * Why the copy may not be the guest; undefined: nobody but the two ends of the hand-over had the claim since the copy was
 * made. Later ones are this host's own, from a take-over that was cut off.
 */
function breakIn(view: Seen, { version, source, fromTheDead }: Lineage, here: string): string | undefined {
  if (version === undefined) return "the number of its lease was not noted";
  const last = view.kind === "owned" ? view.owner : view.lastOwner;
  if (last === here && view.version >= version) return undefined;
  if (view.version !== version) return `its lease has the number ${view.version} and not ${version}`;
  if (view.kind === "free" || (view.owner === source && fromTheDead)) return undefined;
  return `${view.owner} has not given its lease up`;
}
