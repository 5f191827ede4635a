import { type Domain, type DomainRole, roleOf } from "./domain.ts";
import { guestNameProblem } from "./guest-name.ts";

/** What a toolstack said of all domains. A reason is one clause without the final stop. */
export type Listing =
  | { readonly kind: "listed"; readonly domains: readonly Domain[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** A domain that is here and belongs to the guest that was asked for. */
export type PresentDomain = { readonly domain: Domain; readonly role: DomainRole };

/** The three answers to "is it here?". "running" includes every state: whatever is here is not absent. */
export type Presence =
  | { readonly kind: "running"; readonly domains: readonly [PresentDomain, ...PresentDomain[]] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Is the guest here, going by one answer of the toolstack? Absent is said only of an answer that shows the control
 * domain and nothing that could be the guest without its name. One sample does not tell a guest that is gone from one
 * that reboots, which vanishes for a second or two: whoever acts on "absent" asks twice.
 */
export function presenceOf(guest: string, listing: Listing): Presence {
  const problem = guestNameProblem(guest);
  if (problem !== undefined) return unknown(problem.replace(/\.$/, ""));
  if (listing.kind === "unknown") return listing;
  const { domains } = listing;
  const contradiction = contradictionIn(domains);
  if (contradiction !== undefined) return unknown(contradiction);
  const [first, ...others] = domains.flatMap((domain) => {
    const role = roleOf(guest, domain.name);
    return role === undefined ? [] : [{ domain, role }];
  });
  if (first !== undefined) return { kind: "running", domains: [first, ...others] };
  // Seen at the end of a migration: NAME--migratedaway is listed as (null) before it disappears.
  const nameless = domains.find(({ domid, name }) => domid !== 0 && name === undefined);
  if (nameless === undefined) return { kind: "absent" };
  return unknown(`domain ${nameless.domid} has no name at the moment, so it could be ${guest}`);
}

/**
 * Absent needs two witnesses, because a list of domains that ends early looks like a shorter list: the first answer,
 * and a second one in another form. If either sees the guest, it is here.
 */
export function bothWitnesses(first: Presence, second: Presence): Presence {
  if (first.kind === "running") return first;
  if (second.kind === "running") return second;
  return first.kind === "unknown" ? first : second;
}

/** A toolstack that does not see the control domain, or sees one id twice, does not see the truth. */
function contradictionIn(domains: readonly Domain[]): string | undefined {
  if (!domains.some(({ domid }) => domid === 0)) return "the toolstack's list lacks the control domain";
  const seen = new Set<number>();
  for (const { domid } of domains) {
    if (seen.has(domid)) return `the toolstack's list has domain ${domid} twice`;
    seen.add(domid);
  }
  return undefined;
}

function unknown(reason: string): Presence {
  return { kind: "unknown", reason };
}
