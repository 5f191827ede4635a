import { deferred } from "../system/deferred.ts";
import type { Listing, Presence } from "../xen/presence.ts";
import type { GuardEffects } from "./effects.ts";
import type { HostAnswer, LeaseFacts, Standing, Survey } from "./facts.ts";
import type { Holding, LeaseView, SignOfLife } from "./lease.ts";
import { within } from "./within.ts";

/**
 * Asks everybody and everything at once. What fails or does not come in time is an answer that says so: a survey is
 * always whole.
 */
export async function takeSurvey(effects: GuardEffects): Promise<Survey> {
  const { guest, here, hosts, confirmedDead, limits } = effects;
  const looked = deferred<Listing | undefined>();
  const ownAnswer = answerHere(effects, undefined, looked.resolve);
  // Where it did not come to a look.
  void ownAnswer.then(() => looked.resolve(undefined));
  const [own, others, membership, lease] = await Promise.all([
    ownAnswer,
    settled(
      effects,
      limits.reportMs,
      () => effects.askOthers(limits.reportMs, looked.promise),
      (reason) => silentAll(hosts, reason),
    ),
    settled(effects, limits.membershipMs, effects.membership, () => new Map<string, Standing>()),
    leaseFacts(effects),
  ]);
  const answers = hosts.map((host): [string, HostAnswer] => {
    const answer = host === here ? own : others.get(host);
    return [host, answer ?? { kind: "silent", reason: "it was not asked" }];
  });
  return { guest, here, answers: new Map(answers), membership, confirmedDead, lease };
}

/** This host's own answer, which is silent where it could not be made. */
export function answerHere(
  effects: GuardEffects,
  seen?: Presence,
  looked?: (listing: Listing) => void,
): Promise<HostAnswer> {
  return settled(
    effects,
    effects.limits.reportMs,
    () => effects.report(seen, looked),
    (reason) => ({
      kind: "silent",
      reason,
    }),
  );
}

async function leaseFacts(effects: GuardEffects): Promise<LeaseFacts> {
  const { guest, lease, limits } = effects;
  if (lease === undefined) return { kind: "none" };
  const ms = limits.viewLeaseMs;
  const unknown = (reason: string) => ({ kind: "unknown", reason }) as const;
  const [view, holding, signsOfLife] = await Promise.all([
    settled<LeaseView>(effects, ms, () => lease.view(guest, ms), unknown),
    settled<Holding>(effects, ms, () => lease.holding(guest, ms), unknown),
    settled(
      effects,
      ms,
      () => lease.signsOfLife(ms),
      () => new Map<string, SignOfLife>(),
    ),
  ]);
  return { kind: "volume", view, holding, signsOfLife };
}

/** A little more than the effect's own deadline, which says better what took so long. */
const graceMs = 2_000;

async function settled<T>(
  { clock }: GuardEffects,
  ms: number,
  effect: () => Promise<T>,
  failed: (reason: string) => T,
): Promise<T> {
  try {
    return await within(clock, ms + graceMs, effect(), () =>
      failed(`there was no answer within ${Math.round(ms / 1000)} s`),
    );
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function silentAll(hosts: readonly string[], reason: string): ReadonlyMap<string, HostAnswer> {
  return new Map(hosts.map((host) => [host, { kind: "silent", reason }]));
}
