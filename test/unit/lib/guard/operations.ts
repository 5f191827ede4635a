import fc from "fast-check";
import type { Operation } from "../../../../lib/guard/operation.ts";
import { guestNameProblem } from "../../../../lib/xen/guest-name.ts";

export const start: Operation = { kind: "start", id: "a1", guest: "nfs1", sinceMs: 1_700_000_000_000 };

const identifier = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,40}$/);
export const guestNames = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9_+.-]{0,16}$/)
  .filter((name) => guestNameProblem(name) === undefined);
const hostNames = fc.stringMatching(/^host[0-9]{1,2}$/);

export function operationsOf(guest: fc.Arbitrary<string>): fc.Arbitrary<Operation> {
  const own = { id: identifier, guest, sinceMs: fc.maxSafeNat().map((ms) => ms % 8.64e15) };
  return fc.oneof(
    fc.record({ kind: fc.constantFrom("start" as const, "stop" as const, "continuation" as const), ...own }),
    fc.record({ kind: fc.constant("departure" as const), ...own, destination: hostNames }),
    fc.record({
      kind: fc.constant("arrival" as const),
      ...own,
      source: hostNames,
      claim: fc.option(fc.nat(), { nil: undefined }),
    }),
  );
}

export function departure(id: string, destination: string): Operation {
  return { kind: "departure", id, guest: "nfs1", sinceMs: 1_700_000_000_000, destination };
}
