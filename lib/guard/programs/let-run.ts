import { copiesOf } from "../copies.ts";
import { type Program, perform } from "../step.ts";
import type { Order } from "./order.ts";

export type Run =
  | { readonly kind: "runs" }
  /** It was not let go. One clause. */
  | { readonly kind: "not-begun"; readonly reason: string }
  /** It may have executed since: whatever stands here now is the guest. One clause. */
  | { readonly kind: "begun"; readonly reason: string };

/**
 * Lets a domain that stands here execute. The lease is looked at immediately before: it cannot pass to another host within
 * the seconds that this takes (the shortest is 68 s after the last sign of life), whereas what came before may have
 * taken minutes; who has just taken it has just been told. And afterwards, because a lease lost in between found nothing to pause.
 */
export function* letRun(
  { guest, here, leased }: Order,
  step: { readonly kind: "unpause" | "resume"; readonly domid: number },
  lease: "just taken" | "taken before" = "taken before",
): Program<Run> {
  const before = leased && lease === "taken before" ? yield* lackOfLease() : undefined;
  if (before !== undefined) return { kind: "not-begun", reason: before };
  const outcome = yield* perform(step);
  const copies = copiesOf(yield* perform({ kind: "look" }));
  if (copies.kind !== "runs") {
    const reason = outcome.kind === "failed" ? outcome.reason : `${guest} does not go on on ${here}`;
    return { kind: "begun", reason };
  }
  const after = leased ? yield* lackOfLease() : undefined;
  if (after === undefined) return { kind: "runs" };
  yield* perform({ kind: "pause", domid: copies.domain.domid });
  return { kind: "begun", reason: after };
}

/** Why this host does not hold the lease now, one clause; undefined: it does. */
export function* lackOfLease(): Program<string | undefined> {
  const holding = yield* perform({ kind: "holding" });
  if (holding.kind === "held") return undefined;
  return holding.kind === "unknown" ? holding.reason : "its lease was lost";
}
