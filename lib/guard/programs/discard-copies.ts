import { mayExecute } from "../../xen/domain.ts";
import type { Presence } from "../../xen/presence.ts";
import { type Program, perform } from "../step.ts";
import type { Order } from "./order.ts";
import { settleNowhere } from "./settle-local.ts";

/**
 * Does away with the copies of a hand-over that came to nothing, and closes it on this host. Copies that execute are no
 * copies: they are left, and nothing is done.
 *
 * @returns why something is left, one clause; undefined: nothing is
 */
export function* discardCopies(order: Order, presence: Presence): Program<string | undefined> {
  const { guest, here, id } = order;
  if (presence.kind === "unknown") return presence.reason;
  const domains = presence.kind === "absent" ? [] : presence.domains.map(({ domain }) => domain);
  const running = domains.find(({ state }) => mayExecute(state));
  if (running !== undefined) return `${guest} runs on ${here} as domain ${running.domid}`;
  for (const { domid } of domains) yield* perform({ kind: "destroy", domid });
  const left = yield* perform({ kind: "await-absence", patience: "brief" });
  if (left.presence.kind === "unknown") return left.presence.reason;
  if (left.presence.kind === "running") return `the copy of ${guest} on ${here} does not go away`;
  const settled = yield* settleNowhere(order, id, left, "");
  return settled.kind === "settled" ? undefined : settled.reason;
}
