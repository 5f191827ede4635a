import type { LeaseHost } from "./host.ts";
import { readClaimAndHosts, type Seen } from "./join.ts";

/** Claims that are being read for whoever asks next, see Lease.lookAhead. */
export type LookAhead = {
  readonly begin: (guest: string, timeoutMs: number) => void;
  /** Undefined: nothing was begun just now. */
  readonly peek: (guest: string) => Promise<Seen> | undefined;
  /** Once: what follows changes the claim. */
  readonly take: (guest: string) => Promise<Seen> | undefined;
};

/** What was begun longer ago counts for nothing. */
const freshMs = 1_000;

export function lookAhead(host: LeaseHost): LookAhead {
  const begun = new Map<string, { readonly seen: Promise<Seen>; readonly sinceMs: number }>();
  const peek = (guest: string): Promise<Seen> | undefined => {
    const found = begun.get(guest);
    return found !== undefined && host.clock.nowMs() - found.sinceMs <= freshMs ? found.seen : undefined;
  };
  return {
    peek,
    take: (guest) => {
      const found = peek(guest);
      begun.delete(guest);
      return found;
    },
    begin: (guest, timeoutMs) => {
      const seen = readClaimAndHosts(host, guest, timeoutMs);
      // Perhaps nobody asks.
      seen.catch(() => undefined);
      begun.set(guest, { seen, sinceMs: host.clock.nowMs() });
    },
  };
}
