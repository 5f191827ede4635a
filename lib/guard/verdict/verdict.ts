/** Reasons are one clause without the final stop; who asks says what was refused. */
export type Verdict =
  | { readonly kind: "allow" }
  | { readonly kind: "refuse"; readonly reason: string }
  /** Not known, so it is not done either. */
  | { readonly kind: "unknown"; readonly reason: string };

/** One reason why not, if it applies. */
export type Check<Facts> = (facts: Facts) => Verdict;

export const allow: Verdict = { kind: "allow" };

export function refuse(reason: string): Verdict {
  return { kind: "refuse", reason };
}

export function unknown(reason: string): Verdict {
  return { kind: "unknown", reason };
}

/** Allowed is what every check allows. What is known to be wrong is said before what is not known. */
export function decide<Facts>(checks: readonly Check<Facts>[], facts: Facts): Verdict {
  return worst(checks.map((check) => check(facts)));
}

export function worst(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find(({ kind }) => kind === "refuse") ?? verdicts.find(({ kind }) => kind === "unknown") ?? allow
  );
}
