import type { Guest } from "../../lib/cluster/description/description.ts";
import type { LeaseView } from "../../lib/guard/lease.ts";
import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import type { Besides } from "../../lib/guard/overview/overviews-of.ts";
import type { OpenedHost } from "../guard/open-this-host.ts";
import { version } from "../version.ts";
import { type GuestSight, sightOf } from "./sight.ts";

/** A host that cannot be reached is given up by ssh after 10 s. */
const askMs = 15_000;

/** Less than the guard gives it: a person waits, and nothing is decided by it. */
const viewLeaseMs = 10_000;

/** All at once, this host included, in the cluster file's order. */
export async function askAll(
  host: OpenedHost,
  besides: Besides = {},
): Promise<ReadonlyMap<string, OverviewAnswer>> {
  const [own, others] = await Promise.all([
    host.overview(version, besides),
    host.othersOverviews(askMs, undefined, {
      memory: besides.memory,
      details: besides.details !== undefined,
    }),
  ]);
  return new Map(
    host.description.nodes.map(({ name }): [string, OverviewAnswer] => [
      name,
      name === host.here
        ? { kind: "answered", overview: own }
        : (others.get(name) ?? { kind: "silent", reason: "it was not asked" }),
    ]),
  );
}

/** Each guest on all hosts together. */
export async function sightsOf(
  host: OpenedHost,
  guests: readonly Guest[],
  answers: ReadonlyMap<string, OverviewAnswer>,
): Promise<readonly GuestSight[]> {
  return Promise.all(
    guests.map(async ({ name }) => sightOf(name, answers, await viewWhereNeeded(host, name, answers))),
  );
}

/** The volume tells who has the lease of a guest that could be on a host that does not answer. */
async function viewWhereNeeded(
  host: OpenedHost,
  guest: string,
  answers: ReadonlyMap<string, OverviewAnswer>,
): Promise<LeaseView | undefined> {
  if (host.description.lease.kind === "none") return undefined;
  const { silent, lease } = sightOf(guest, answers, undefined);
  if (silent.length === 0 || lease.kind === "held") return undefined;
  const effects = await host.effectsFor(host.guestCalled(guest));
  return effects.lease?.view(guest, viewLeaseMs);
}
