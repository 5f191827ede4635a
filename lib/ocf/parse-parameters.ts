import type { AgentDeclaration, Parameters, ParameterValues } from "./agent.ts";
import type { Variables } from "./environment.ts";

export type ParsedParameters<P extends Parameters> =
  | { readonly ok: true; readonly values: ParameterValues<P> }
  /** One sentence that names every parameter that cannot be used, and what it accepts. */
  | { readonly ok: false; readonly problem: string };

/**
 * Reads OCF_RESKEY_*. An empty value means the default, as for the shell agents; names that the agent does not
 * declare are left alone, since cluster managers add their own.
 */
export function parseParameters<P extends Parameters>(
  agent: AgentDeclaration<P>,
  variables: Variables,
): ParsedParameters<P> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, parameter] of Object.entries(agent.parameters)) {
    const text = variables[`OCF_RESKEY_${parameter.name}`] || parameter.default || "";
    const parsed = parameter.parse(text);
    if (parsed.ok) values[key] = parsed.value;
    else problems.push(`${parameter.name} is "${text}", but it accepts ${parameter.accepts}`);
  }
  if (problems.length > 0) return { ok: false, problem: `${problems.join("; ")}.` };
  return { ok: true, values: values as ParameterValues<P> };
}
