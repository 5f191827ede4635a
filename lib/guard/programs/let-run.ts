import { copiesOf } from "../copies.ts";
import { type Program, perform } from "../step.ts";
import type { Order } from "./order.ts";

/**
 * Lets a domain that stands here execute. The lease is looked at immediately before: it cannot pass to another host within
 * the seconds that this takes (the shortest is 68 s after the last sign of life), whereas what came before may have
 * taken minutes. And afterwards, because a lease lost in between found nothing to pause.
 *
 * @returns why it does not run, one clause; undefined: it runs
 */
export function* letRun(
  { guest, here, leased }: Order,
  step: { readonly kind: "unpause" | "resume"; readonly domid: number },
): Program<string | undefined> {
  const before = leased ? yield* lackOfLease() : undefined;
  if (before !== undefined) return before;
  const outcome = yield* perform(step);
  const copies = copiesOf(yield* perform({ kind: "look" }));
  if (copies.kind !== "runs") {
    return outcome.kind === "failed" ? outcome.reason : `${guest} does not go on on ${here}`;
  }
  const after = leased ? yield* lackOfLease() : undefined;
  if (after !== undefined) yield* perform({ kind: "pause", domid: copies.domain.domid });
  return after;
}

function* lackOfLease(): Program<string | undefined> {
  const holding = yield* perform({ kind: "holding" });
  if (holding.kind === "held") return undefined;
  return holding.kind === "unknown" ? holding.reason : "its lease was lost";
}
