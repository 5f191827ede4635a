import type { Parameter } from "./parameter.ts";

/**
 * All that is known of a resource agent before it runs: metadata, parameter validation, dispatch and usage are
 * derived from this one value, and the CIB builders take their time-outs from it.
 */
export type AgentDeclaration<P extends Parameters = Parameters, A extends string = string> = {
  /** OCF type: the file's name under resource.d/<provider>/. */
  readonly name: string;
  /** The agent's own version (resource-agent/@version), not the OCF API's. */
  readonly version: string;
  readonly shortdesc: string;
  readonly longdesc: string;
  /** Keys are the names in code; each parameter holds its OCF spelling. */
  readonly parameters: P;
  /** Keys are OCF action names. `meta-data` and `usage` need no entry: every agent has them. */
  readonly actions: { readonly [K in A]: Action };
};

export type Parameters = { readonly [key: string]: Parameter<unknown> };

export type Action = Timing & {
  /** The same action at a higher OCF_CHECK_LEVEL, with its own times. */
  readonly deeper?: readonly (Timing & { readonly depth: number })[];
};

type Timing = {
  /** Suggested time-out in seconds; also the deadline where the caller set none. */
  readonly timeoutSeconds: number;
  /** Suggested interval in seconds, for monitor. */
  readonly intervalSeconds?: number;
};

/** The parsed parameters of an agent, by their names in code. */
export type ParameterValues<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** Keeps the literal types of a declaration. */
export function declareAgent<const P extends Parameters, const A extends string>(
  declaration: AgentDeclaration<P, A>,
): AgentDeclaration<P, A> {
  return declaration;
}
