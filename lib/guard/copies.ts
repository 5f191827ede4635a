import { type Domain, type DomainState, mayExecute } from "../xen/domain.ts";
import type { Presence } from "../xen/presence.ts";

/** What a host has of a guest, as far as a hand-over or a repair has to tell it apart. */
export type Copies =
  | { readonly kind: "none" }
  /** Under its own name, and it may execute. */
  | { readonly kind: "runs"; readonly domain: Domain }
  /**
   * Does not execute. "suspended": a source that stopped, under any name; "complete": paused under its own name, as a copy
   * that has all memory; "partial": still arriving, or left over from that; "other": crashed, shut down by itself.
   */
  | { readonly kind: "stands"; readonly as: Standstill; readonly domain: Domain }
  /** Not to be acted on: not known, changing at the moment, or several. One clause. */
  | { readonly kind: "unclear"; readonly reason: string };

export type Standstill = "suspended" | "complete" | "partial" | "other";

export function copiesOf(presence: Presence): Copies {
  if (presence.kind === "absent") return { kind: "none" };
  if (presence.kind === "unknown") return { kind: "unclear", reason: presence.reason };
  const [{ domain, role }, ...more] = presence.domains;
  if (more.length > 0) {
    const ids = presence.domains.map((each) => each.domain.domid).join(" and ");
    const advice = "look with xl list, and destroy what is not the guest with xl destroy";
    return { kind: "unclear", reason: `it is there more than once, as domains ${ids}: ${advice}` };
  }
  const { state } = domain;
  if (state === "dying" || state === "rebooting") return { kind: "unclear", reason: `it is ${state}` };
  if (mayExecute(state)) {
    if (role === "itself") return { kind: "runs", domain };
    const { name = "a domain without a name", domid } = domain;
    const deed =
      role === "arriving"
        ? `destroy it, which is not whole, with xl destroy ${domid}`
        : `give it its own name back with xl rename ${domid}`;
    const advice = `where no migration is under way, ${deed}`;
    return { kind: "unclear", reason: `it is there as ${name}, ${state}: ${advice}` };
  }
  return { kind: "stands", as: standstillOf(state, role === "arriving", role === "itself"), domain };
}

function standstillOf(state: DomainState, arriving: boolean, itself: boolean): Standstill {
  if (arriving) return "partial";
  // Xen 3.0.4's xm calls a suspended source shut down.
  if (state === "suspended" || (state === "shut-down" && !itself)) return "suspended";
  return state === "paused" && itself ? "complete" : "other";
}
