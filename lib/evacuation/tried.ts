/** What was tried with guests so far, in this evacuation. */
export type Tried = {
  /** By guest: hosts where a move failed or was refused, each with why. */
  readonly refusals: Map<string, Map<string, string>>;
  /** By guest and host: a refusal that is not counted, because nothing was done and the next try may find it otherwise. */
  readonly hesitations: Set<string>;
  /** Guests that are not moved any more, with why: one sentence. */
  readonly givenUp: Map<string, string>;
  /** Those of them that the guard has on record as unfinished: nothing else is begun with them. */
  readonly unfinished: Set<string>;
  /** By guest: when repair was tried first, by the evacuation's clock. */
  readonly repairs: Map<string, number>;
};

export function nothingTried(): Tried {
  return {
    refusals: new Map(),
    hesitations: new Set(),
    givenUp: new Map(),
    unfinished: new Set(),
    repairs: new Map(),
  };
}

/** Whether a refusal is to be tried again on the same host: the first one is. */
export function hesitates({ hesitations }: Tried, guest: string, host: string): boolean {
  const place = `${guest} ${host}`;
  if (hesitations.has(place)) return false;
  hesitations.add(place);
  return true;
}

/** A move that ended safely is tried on one other host, and no more. */
const mostTries = 2;

export function noteRefusal(tried: Tried, guest: string, host: string, reason: string): void {
  const refusals = tried.refusals.get(guest) ?? new Map<string, string>();
  refusals.set(host, reason.replace(/\.$/, ""));
  tried.refusals.set(guest, refusals);
  if (refusals.size >= mostTries) tried.givenUp.set(guest, reason);
}
