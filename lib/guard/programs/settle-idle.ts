import { type Domain, mayExecute } from "../../xen/domain.ts";
import { copiesOf } from "../copies.ts";
import { type Program, perform } from "../step.ts";
import { claimForRunning, giveUp } from "./claim.ts";
import { inTheWay } from "./endings.ts";
import type { Order } from "./order.ts";
import { settleContinuation } from "./settle-continuation.ts";
import type { Mended } from "./settled.ts";

/** Mends what can be wrong with a guest on a host where nothing is open: its lease does not fit what is here. */
export function* settleIdle(order: Order): Program<Mended> {
  const { guest, here, leased } = order;
  const report = yield* perform({ kind: "report" });
  const copies = copiesOf(report.presence);
  switch (copies.kind) {
    case "unclear":
      return { kind: "refused", reason: copies.reason };
    case "none": {
      const given = yield* giveUp(order, report);
      if (given.kind === "failed") return { kind: "refused", reason: given.reason };
      const text = `${guest} does not run on ${here}; nothing is left to repair.`;
      return { kind: "settled", where: "nowhere", text };
    }
    case "runs": {
      const claimed = leased ? yield* claimForRunning(order) : undefined;
      if (claimed !== undefined && claimed.kind !== "claimed") {
        return { kind: "refused", reason: claimed.reason };
      }
      return isHere(order, copies.domain);
    }
    case "stands":
      return leased ? yield* stands(order, copies.domain) : isHere(order, copies.domain);
  }
}

function* stands(order: Order, domain: Domain): Program<Mended> {
  const holding = yield* perform({ kind: "holding" });
  // Paused by hand: whoever did that lets it go on.
  if (holding.kind === "held") return isHere(order, domain);
  if (domain.state !== "paused") {
    const reason = `it is ${domain.state} and has no lease: destroy it with xensan stop --force`;
    return { kind: "refused", reason };
  }
  const { id, guest, sinceMs } = order;
  const operation = { kind: "continuation", id, guest, sinceMs } as const;
  const opened = yield* perform({ kind: "open-operation", operation });
  if (opened.kind === "failed") return { kind: "refused", reason: opened.reason };
  if (opened.kind === "taken") return { kind: "refused", reason: inTheWay(opened.by) };
  return yield* settleContinuation(order, id);
}

function isHere({ guest, here }: Order, { domid, state }: Domain): Mended {
  const advice = mayExecute(state)
    ? ""
    : `; ${state === "paused" ? "let it go on by hand, or " : ""}destroy it with xensan stop --force`;
  const text = `${guest} is on ${here} as domain ${domid} (${state})${advice}.`;
  return { kind: "settled", where: "here", text };
}
