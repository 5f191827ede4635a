import { mayExecute } from "../xen/domain.ts";
import type { Presence } from "../xen/presence.ts";

/** A domain of a guest that executes. */
export type Executing = { readonly host: string; readonly domid: number };

export function executingOn(host: string, presence: Presence): readonly Executing[] {
  if (presence.kind !== "running") return [];
  const domains = presence.domains.filter(({ domain }) => mayExecute(domain.state));
  return domains.map(({ domain: { domid } }) => ({ host, domid }));
}

/**
 * What to do at once where a guest executes more than once, as a clause. By the toolstack itself: `xensan stop` is refused while a
 * hand-over of the guest is open, and this is no moment to settle one.
 */
export function destroyAllButOne(guest: string, places: readonly Executing[]): string {
  const commands = places.map(({ host, domid }) => `xl destroy ${domid} on ${host}`);
  return `destroy all but one NOW: ${commands.join(", ")}; then run xensan repair ${guest} on each`;
}
