/** What was tried with guests so far, in this evacuation. */
export type Tried = {
  /** By guest: hosts where a move failed or was refused, each with why. */
  readonly refusals: Map<string, Map<string, string>>;
  /** By guest and host: when a move was refused first, by the evacuation's clock. */
  readonly refusedSince: Map<string, number>;
  /** By guest and host: what was said of it last. */
  readonly saidOf: Map<string, string>;
  /** By guest: since when it has nowhere to go, with a host that does not answer among those where it could. */
  readonly unheardSince: Map<string, number>;
  /** By guest: since when it is seen to be just going. */
  readonly passingSince: Map<string, number>;
  /** Guests that the guard has moved away, and that no look has seen here since. */
  readonly movedAway: Set<string>;
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
    refusedSince: new Map(),
    saidOf: new Map(),
    unheardSince: new Map(),
    passingSince: new Map(),
    movedAway: new Set(),
    givenUp: new Map(),
    unfinished: new Set(),
    repairs: new Map(),
  };
}

/** What is mostly in the way of a move is over by then: a guest that reboots, another's end of a hand-over, a busy host. */
const refusalPatienceMs = 30_000;

/** A host that is asked again and again for so long, and does not answer, is not busy for a moment. */
const silencePatienceMs = 12_000;

/**
 * Whether a refusal is to be tried again on the same host: nothing was done, and the next try may find it otherwise.
 *
 * @param others moves that are under way: one to that host may be what is in the way, so the time does not begin yet, unless
 * it was refused there itself
 */
export function hesitates(
  tried: Tried,
  { guest, to }: Place,
  others: readonly Place[],
  nowMs: number,
): boolean {
  const isBusy = others.some((other) => other.to === to && !wasRefused(tried, other));
  if (isBusy) tried.refusedSince.set(keyOf({ guest, to }), nowMs);
  return isEarly(tried.refusedSince, keyOf({ guest, to }), nowMs, refusalPatienceMs);
}

/** Whether a sentence about a move is another one than that of the last try. */
export function isNews({ saidOf }: Tried, place: Place, sentence: string): boolean {
  const before = saidOf.get(keyOf(place));
  saidOf.set(keyOf(place), sentence);
  return before !== sentence;
}

/** Whether a guest was refused there before. */
export function wasRefused({ refusedSince }: Tried, place: Place): boolean {
  return refusedSince.has(keyOf(place));
}

type Place = { readonly guest: string; readonly to: string };

function keyOf({ guest, to }: Place): string {
  return `${guest} ${to}`;
}

/** Whether a guest for which there is no place may get one yet, once a host answers that does not do so now. */
export function mayBeHeard({ unheardSince }: Tried, guest: string, nowMs: number): boolean {
  return isEarly(unheardSince, guest, nowMs, silencePatienceMs);
}

/** A domain that is just going, or rebooting, is not so for longer: then it is left over from something. */
const passingMs = 60_000;

export function isPassing({ passingSince }: Tried, guest: string, nowMs: number): boolean {
  return isEarly(passingSince, guest, nowMs, passingMs);
}

function isEarly(since: Map<string, number>, what: string, nowMs: number, patienceMs: number): boolean {
  const firstMs = since.get(what) ?? nowMs;
  since.set(what, firstMs);
  return nowMs - firstMs < patienceMs;
}

/** A move that ended safely is tried on one other host, and no more. */
const mostTries = 2;

export function noteRefusal(tried: Tried, guest: string, host: string, reason: string): void {
  const refusals = tried.refusals.get(guest) ?? new Map<string, string>();
  refusals.set(host, reason.replace(/\.$/, ""));
  tried.refusals.set(guest, refusals);
  if (refusals.size >= mostTries) tried.givenUp.set(guest, reason);
}
