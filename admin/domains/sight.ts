import type { LeaseView } from "../../lib/guard/lease.ts";
import type { OpenOverview, OverviewAnswer, StayOverview } from "../../lib/guard/overview/overview.ts";
import { type DomainRole, type DomainState, mayExecute } from "../../lib/xen/domain.ts";

/** Pure: one guest on all hosts together. */
export type GuestSight = {
  readonly guest: string;
  /**
   * "runs": on one host; "twice": it may execute on several; "stands": it is there and does not execute; "stopped": every
   * host says that it is not there; "unknown": on none that answers, and not all do.
   */
  readonly verdict: "runs" | "twice" | "stands" | "stopped" | "unknown";
  readonly places: readonly Place[];
  readonly lease: LeaseSight;
  /** On which hosts something is on record. */
  readonly open: readonly { readonly host: string; readonly open: Exclude<OpenOverview, { kind: "none" }> }[];
  /** Hosts that do not say whether it is there, with the reason. */
  readonly silent: readonly { readonly host: string; readonly reason: string }[];
};

export type Place = {
  readonly host: string;
  readonly domid: number;
  readonly role: DomainRole;
  readonly state: DomainState;
  readonly memoryMiB: number;
  /** Undefined: it is not known. */
  readonly since: StayOverview | undefined;
};

export type LeaseSight =
  | { readonly kind: "none" }
  /** `watched`: whether a process there pauses the guest when the lease is lost; undefined: only the volume tells. */
  | { readonly kind: "held"; readonly host: string; readonly watched: boolean | undefined }
  | { readonly kind: "free" }
  | { readonly kind: "unknown"; readonly reason: string };

/** @param view what the volume says, where it was read because not every host answers */
export function sightOf(
  guest: string,
  answers: ReadonlyMap<string, OverviewAnswer>,
  view: LeaseView | undefined,
): GuestSight {
  const seen = [...answers].map(([host, answer]) => ({ host, ...seenOn(answer, guest) }));
  const places = seen.flatMap(({ host, overview }) =>
    overview?.presence.kind === "running"
      ? overview.presence.domains.map(({ domain: { domid, state, memoryMiB }, role }, index) => ({
          ...{ host, domid, role, state, memoryMiB },
          since: index === 0 ? overview.since : undefined,
        }))
      : [],
  );
  const silent = seen.flatMap(({ host, reason }) => (reason === undefined ? [] : [{ host, reason }]));
  const open = seen.flatMap(({ host, overview }) =>
    overview === undefined || overview.open.kind === "none" ? [] : [{ host, open: overview.open }],
  );
  return {
    guest,
    verdict: verdictOf(places, silent.length > 0),
    places,
    lease: leaseOf(seen, view),
    open,
    silent,
  };
}

function verdictOf(places: readonly Place[], someAreSilent: boolean): GuestSight["verdict"] {
  const executing = new Set(places.filter(({ state }) => mayExecute(state)).map(({ host }) => host));
  if (executing.size > 1) return "twice";
  if (executing.size === 1) return "runs";
  if (places.length > 0) return "stands";
  return someAreSilent ? "unknown" : "stopped";
}

type Overview = Extract<OverviewAnswer, { kind: "answered" }>["overview"]["guests"][number];
type Seen = { readonly overview: Overview | undefined; readonly reason: string | undefined };

function seenOn(answer: OverviewAnswer, guest: string): Seen {
  if (answer.kind === "silent") return { overview: undefined, reason: answer.reason };
  const overview = answer.overview.guests.find((each) => each.guest === guest);
  if (overview === undefined) {
    return {
      overview,
      reason: `its cluster file does not know ${guest}: give all hosts the same file`,
    };
  }
  return { overview, reason: overview.presence.kind === "unknown" ? overview.presence.reason : undefined };
}

function leaseOf(
  seen: readonly (Seen & { readonly host: string })[],
  view: LeaseView | undefined,
): LeaseSight {
  const leases = seen.flatMap(({ host, overview }) =>
    overview === undefined ? [] : [{ host, lease: overview.lease }],
  );
  const holder = leases.find(({ lease }) => lease.kind === "held" || lease.kind === "orphaned");
  if (holder !== undefined) {
    return { kind: "held", host: holder.host, watched: holder.lease.kind === "held" };
  }
  if (leases.some(({ lease }) => lease.kind === "none")) return { kind: "none" };
  if (view?.kind === "owned") return { kind: "held", host: view.owner, watched: undefined };
  if (view?.kind === "free") return { kind: "free" };
  const unknown = leases.find(({ lease }) => lease.kind === "unknown")?.lease;
  if (unknown?.kind === "unknown") return unknown;
  const silent = seen.find(({ overview }) => overview === undefined);
  if (silent === undefined) return { kind: "free" };
  return { kind: "unknown", reason: view?.reason ?? `${silent.host} does not answer` };
}
