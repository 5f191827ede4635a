import { bothWitnesses, type Listing, type Presence, presenceOf } from "../../xen/presence.ts";
import type { BothLists } from "../../xen/toolstack.ts";
import { withDisks } from "../../xen/toolstack-calls.ts";

/** What one moment shows of a guest. */
export type Look = {
  /** Absent only where two lists in different forms say so. */
  readonly presence: Presence;
  /** All domains, with their disks where they are known. */
  readonly listing: Listing;
};

export function lookIn(guest: string, lists: BothLists): Look {
  return { presence: presenceIn(guest, lists), listing: withDisks(lists.states, lists.long) };
}

export function presenceIn(guest: string, { states, long }: BothLists): Presence {
  return bothWitnesses(presenceOf(guest, states), presenceOf(guest, long));
}
