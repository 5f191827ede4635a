import type { LeaseView } from "../lease.ts";

/** A copy that came by a hand-over, and the claim that goes with it. */
export type Lineage = {
  readonly here: string;
  readonly source: string;
  /** The claim's number at the source when the copy was its guest; undefined: there are no leases. */
  readonly version: number | undefined;
  /** The source says no more: it is dead by all evidence, and may have the claim still. */
  readonly fromTheDead: boolean;
};

/** Whether a copy is the guest. Reasons are one clause. */
export type Fit =
  | { readonly kind: "fits" }
  /** Its memory never fits its disks again: somebody may have written since. */
  | { readonly kind: "outdated"; readonly reason: string }
  | { readonly kind: "unclear"; readonly reason: string };

/**
 * Judged by who had the claim last. Whoever is neither end of the hand-over wrote the disks after the copy was made. A
 * source that lives has said itself that its guest is gone, under the number that it gave the claim up with; of one
 * that is dead, any other number than the noted one may mean that its guest went on.
 */
export function fitOf(view: LeaseView, { here, source, version, fromTheDead }: Lineage): Fit {
  if (view.kind === "unknown") return { kind: "unclear", reason: view.reason };
  const last = lastOwnerOf(view);
  // From a take-over that was cut off.
  if (last === here) return { kind: "fits" };
  if (last === undefined || version === undefined) return { kind: "unclear", reason: "nobody had its lease" };
  if (last !== source) return outdated(last);
  if (view.version !== version) {
    return fromTheDead
      ? outdated(source)
      : { kind: "unclear", reason: `its lease has the number ${view.version} and not ${version}` };
  }
  if (view.kind === "free" || fromTheDead) return { kind: "fits" };
  return { kind: "unclear", reason: `${source} has not given its lease up` };
}

/** Undefined: nobody ever had it. */
export function lastOwnerOf(view: Exclude<LeaseView, { kind: "unknown" }>): string | undefined {
  return view.kind === "owned" ? view.owner : view.lastOwner;
}

function outdated(who: string): Fit {
  return {
    kind: "outdated",
    reason: `${who} took its lease anew after the copy was made, so the copy is outdated`,
  };
}
