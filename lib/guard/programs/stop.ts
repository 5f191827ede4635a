import { mayExecute } from "../../xen/domain.ts";
import type { PresentDomain } from "../../xen/presence.ts";
import { copiesOf } from "../copies.ts";
import type { HostReport } from "../facts.ts";
import { type Ending, type Patience, type Program, perform } from "../step.ts";
import { done, failed, notOpened, refused, unfinished } from "./endings.ts";
import type { Order } from "./order.ts";
import { settleNowhere } from "./settle-local.ts";

/** What a forced stop destroys: the guest, or also what a migration by hand has left of it. */
export type Force = "guest" | "everything";

/**
 * Shuts a guest down on this host, and gives its lease up once it is absent twice, longer apart than a guest that reboots is
 * gone. With `force` it is destroyed, as by pulling its plug.
 */
export function* stop(order: Order, { force }: { readonly force?: Force | undefined }): Program<Ending> {
  const { guest, id, sinceMs } = order;
  const opened = yield* perform({ kind: "open-operation", operation: { kind: "stop", id, guest, sinceMs } });
  if (opened.kind !== "opened") return notOpened(order, "stopped", opened);
  const presence = yield* perform({ kind: "look" });
  if (presence.kind === "unknown") return yield* refuse(order, presence.reason);
  if (presence.kind === "absent") return yield* verify(order, "brief", undefined);
  const obstacle = obstacleTo(force, order, presence.domains);
  if (obstacle !== undefined) return yield* refuse(order, obstacle);
  // Nobody has cleared it away so far, and perhaps nobody will.
  if (hasShutDown(presence.domains)) return yield* verify(order, "brief", undefined);
  let why: string | undefined;
  for (const { domain } of presence.domains) {
    const { domid } = domain;
    const kind = force === undefined ? "shut-down" : "destroy";
    const outcome = yield* perform({ kind, domid });
    if (outcome.kind === "failed") why = outcome.reason;
  }
  return yield* verify(order, force !== undefined || why !== undefined ? "brief" : "stop", why);
}

function* refuse(order: Order, reason: string): Program<Ending> {
  yield* perform({ kind: "close-operation", id: order.id });
  return refused(order, "stopped", reason);
}

function hasShutDown([first, ...more]: readonly PresentDomain[]): boolean {
  return more.length === 0 && first?.role === "itself" && first.domain.state === "shut-down";
}

function obstacleTo(
  force: Force | undefined,
  { guest }: Order,
  domains: readonly PresentDomain[],
): string | undefined {
  const [first, ...more] = domains;
  if (force === "everything") return undefined;
  if (more.length > 0 || first?.role !== "itself") {
    return `a migration by hand has left more than the guest itself: look with xl list; --force destroys all of it`;
  }
  const { state } = first.domain;
  return force === "guest" || mayExecute(state) || hasShutDown(domains)
    ? undefined
    : `${guest} is ${state} and cannot shut down: let it go on first, or destroy it with --force`;
}

function* verify(order: Order, patience: Patience, why: string | undefined): Program<Ending> {
  const { guest, here, id } = order;
  const left = yield* clearAway(yield* perform({ kind: "await-absence", patience }));
  if (left.presence.kind === "absent") {
    const settled = yield* settleNowhere(order, id, left, `${guest} is stopped on ${here}.`);
    return settled.kind === "settled" ? done(settled.text) : unfinished(order, settled.reason);
  }
  yield* perform({ kind: "close-operation", id });
  const reason =
    why ?? (left.presence.kind === "unknown" ? left.presence.reason : "it did not shut down in time");
  return failed(`${guest} was not stopped on ${here}: ${reason}; try again, or destroy it with --force.`);
}

/**
 * A guest that was suspended once, by a migration that came to nothing, has no xl any more that clears it away after its
 * shutdown (libxl of Xen 4.17: the domain's own xl ends at the suspend).
 */
function* clearAway(report: HostReport): Program<HostReport> {
  const copies = copiesOf(report.presence);
  if (copies.kind !== "stands" || copies.domain.state !== "shut-down") return report;
  yield* perform({ kind: "destroy", domid: copies.domain.domid });
  return yield* perform({ kind: "await-absence", patience: "brief" });
}
