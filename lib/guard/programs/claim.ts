import { atWorkIn, type HostReport } from "../facts.ts";
import type { Acquisition, Holding, LeaseView } from "../lease.ts";
import { type Program, perform } from "../step.ts";
import { clashes } from "../verdict/clash.ts";
import { doubtOfDeath } from "../verdict/death.ts";
import { lastOwnerOf } from "../verdict/lineage.ts";
import type { Order } from "./order.ts";

export type Claimed =
  | { readonly kind: "claimed" }
  | { readonly kind: "refused"; readonly reason: string }
  /** It may be this host's now. */
  | { readonly kind: "unclear"; readonly reason: string };

const claimed = { kind: "claimed" } as const;

/** "outdated": another host had the lease, whatever this one does now. Everything else that fails may go well next time. */
export type ClaimedAgain =
  | Exclude<Claimed, { kind: "refused" }>
  | { readonly kind: "outdated"; readonly reason: string };

/** Takes the lease as it was seen. `from`: the dead host that it is taken from. */
export function* claim(version: number, from?: string): Program<Claimed> {
  const got = yield* perform({ kind: "acquire", version, ...(from === undefined ? {} : { from }) });
  return afterAcquiring(got);
}

function afterAcquiring(got: Acquisition): Claimed {
  if (got.kind === "acquired") return claimed;
  const { reason } = got;
  return got.kind === "refused" ? { kind: "refused", reason } : { kind: "unclear", reason };
}

/**
 * Makes sure of the lease of a copy that stands here and was the guest: it goes on only if nobody else had the lease
 * since, because then its memory no longer fits its disks.
 */
export function* claimAgain({ here }: Order): Program<ClaimedAgain> {
  const holding = yield* perform({ kind: "holding" });
  if (holding.kind === "held") return claimed;
  if (holding.kind === "unknown") return { kind: "unclear", reason: holding.reason };
  const view = yield* perform({ kind: "view-lease" });
  if (view.kind === "unknown") return { kind: "unclear", reason: view.reason };
  const last = lastOwnerOf(view);
  if (last !== here) return { kind: "outdated", reason: `${last ?? "nobody"} had its lease since` };
  const again = yield* claim(view.version);
  return again.kind === "refused" ? { kind: "unclear", reason: again.reason } : again;
}

/** For a guest that executes here without its lease: whoever had it, this is the copy that writes. */
export function* claimForRunning({ here }: Order): Program<Claimed> {
  const holding = yield* perform({ kind: "holding" });
  if (holding.kind === "held") return claimed;
  if (holding.kind === "unknown") return { kind: "unclear", reason: holding.reason };
  const view = yield* perform({ kind: "view-lease" });
  if (view.kind === "unknown") return { kind: "unclear", reason: view.reason };
  if (view.kind === "free" || view.owner === here) return yield* claim(view.version);
  const doubt = doubtOfDeath(yield* perform({ kind: "survey" }), view.owner);
  if (doubt === undefined) return yield* claim(view.version, view.owner);
  return {
    kind: "refused",
    reason: `${view.owner} has its lease: make sure that it does not run there too (${doubt})`,
  };
}

export type GivenUp =
  /** `version`: of the claim now; undefined: there are no leases. */
  | { readonly kind: "given-up"; readonly version: number | undefined }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Gives up whatever this host has of the guest: the lease, what it had of it before a reboot included. `report`: the one that
 * found the guest absent. One that somebody renamed is found by its disks, one that is being created anew by its xl:
 * then nothing is given up.
 */
export function* giveUp(order: Order, report: HostReport): Program<GivenUp> {
  const { here, leased } = order;
  const obstacle = obstacleIn(report, here);
  if (obstacle !== undefined) return { kind: "failed", reason: obstacle };
  if (!leased) return { kind: "given-up", version: undefined };
  const holding = yield* perform({ kind: "holding" });
  const view = yield* perform({ kind: "view-lease" });
  if (isFromBefore(holding, view, here)) {
    const again = yield* claim(view.version);
    if (again.kind !== "claimed") return { kind: "failed", reason: again.reason };
  }
  return yield* releaseClaim();
}

/** Why nothing of a guest that is absent here may be given up now, one clause; undefined: it may. */
export function obstacleIn(report: HostReport, here: string): string | undefined {
  const { uses } = report;
  const program = atWorkIn(report);
  if (program !== undefined) return `${program} is still at work on ${here}`;
  if (uses.kind === "unknown") return uses.reason;
  const use = uses.uses.find(clashes);
  return use === undefined ? undefined : `${use.user} on ${here} has its disk ${use.disk}`;
}

/** What this host holds by its daemon's word. */
export function* releaseClaim(): Program<GivenUp> {
  const released = yield* perform({ kind: "release" });
  return released.kind === "released"
    ? { kind: "given-up", version: released.version }
    : { kind: "failed", reason: released.reason };
}

function isFromBefore(
  holding: Holding,
  view: LeaseView,
  here: string,
): view is LeaseView & { readonly kind: "owned" } {
  return holding.kind === "not-held" && view.kind === "owned" && view.owner === here;
}
