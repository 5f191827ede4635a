import fc from "fast-check";
import type { Closure } from "../../../../lib/guard/intake/closure.ts";

export function anyClosure(clauses: fc.Arbitrary<string>): fc.Arbitrary<Closure | undefined> {
  const by = clauses.map((clause) => clause.slice(0, 60));
  return fc.oneof(
    fc.constant(undefined),
    fc.record({
      kind: fc.constantFrom("evacuation" as const, "maintenance" as const),
      sinceMs: fc.nat(),
      by,
    }),
    fc.record({ kind: fc.constant("unclear" as const), reason: clauses }),
  );
}
