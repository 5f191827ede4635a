import type { Presence } from "../../xen/presence.ts";
import { copiesOf } from "../copies.ts";
import { type Program, perform } from "../step.ts";
import { fitOf, type Lineage } from "../verdict/lineage.ts";
import { claim, claimForRunning } from "./claim.ts";
import { discardCopies } from "./discard-copies.ts";
import { letRun } from "./let-run.ts";
import type { Order } from "./order.ts";

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
    const run = yield* letRun(order, { kind: "unpause", domid }, "just taken");
    if (run.kind !== "runs") return waits(run.reason);
  } else if (leased) {
    // Somebody else let it go on.
    const claimed = yield* claimForRunning(order);
    if (claimed.kind !== "claimed") return waits(claimed.reason);
  }
  yield* perform({ kind: "close-operation", id });
  return { kind: "runs" };
}

function waits(reason: string): TakeOver {
  return { kind: "waits", reason };
}

/** Why the copy does not get the lease; undefined: it has it. */
function* claimForCopy(order: Order, presence: Presence, lineage: Lineage): Program<TakeOver | undefined> {
  const view = yield* perform({ kind: "view-lease" });
  const fit = fitOf(view, lineage);
  if (fit.kind === "outdated") {
    const stays = yield* discardCopies(order, presence);
    return stays === undefined
      ? { kind: "outdated", reason: `${fit.reason} and was done away with` }
      : waits(`${fit.reason}; ${stays}`);
  }
  if (fit.kind === "unclear" || view.kind === "unknown") {
    return waits(fit.kind === "unclear" ? fit.reason : "its lease cannot be read");
  }
  const from = view.kind === "owned" && view.owner !== order.here ? view.owner : undefined;
  const claimed = yield* claim(view.version, from);
  return claimed.kind === "claimed" ? undefined : waits(claimed.reason);
}
