import type { EvacuationEffects } from "./effects.ts";
import { peersFrom } from "./facts/peers.ts";
import type { EvacuationOrder } from "./order.ts";
import { plan } from "./plan/plan.ts";
import type { Plan, RunningGuest } from "./plan/situation.ts";
import { paceTo, preparationSeconds } from "./record/pace.ts";

type Known = Pick<EvacuationEffects, "here" | "others" | "lookHere" | "lookAround" | "earlier">;

/**
 * Asks all hosts what they have now, and plans.
 *
 * @param underWay of moves that are going on: for each host, seconds that they are likely to take yet
 */
export async function makePlan(
  effects: Known,
  order: Pick<EvacuationOrder, "concurrency" | "dom0ReserveMiB" | "onlyTo">,
  guests: readonly RunningGuest[],
  underWay: ReadonlyMap<string, readonly number[]> = new Map(),
): Promise<Plan> {
  const [here, around] = await Promise.all([effects.lookHere(), effects.lookAround()]);
  const earlier = effects.earlier();
  const known = effects.others.map(({ name, migrationAddress }) => ({
    ...{ name, migrationAddress, pace: paceTo(name, earlier) },
    underWaySeconds: underWay.get(name) ?? [],
  }));
  const { concurrency, dom0ReserveMiB, onlyTo } = order;
  return withPreparation(
    plan({
      ...{ here: effects.here, guests, concurrency, dom0ReserveMiB },
      peers: peersFrom(known, { here, around }),
      ...(onlyTo === undefined ? {} : { onlyTo }),
    }),
  );
}

/** Each move is prepared while others travel, so the whole takes longer by one preparation. */
function withPreparation(plan: Plan): Plan {
  if (plan.moves.length === 0) return plan;
  const moves = plan.moves.map((move) => ({ ...move, seconds: move.seconds + preparationSeconds }));
  return { ...plan, moves, seconds: plan.seconds + preparationSeconds };
}
