import type { AgentDeclaration } from "./agent.ts";

/** The answer to `usage`, and to a call without an action. */
export function usage(agent: AgentDeclaration): string {
  const actions = [...Object.keys(agent.actions), "meta-data", "usage"];
  const parameters = Object.values(agent.parameters).map(
    (parameter) =>
      `  OCF_RESKEY_${parameter.name}=${parameter.default ?? ""}\n      ${parameter.shortdesc}. Accepts ${parameter.accepts}.`,
  );
  return [
    `usage: ${agent.name} {${actions.join("|")}}`,
    ``,
    `${agent.shortdesc}. The cluster manager calls it; parameters come from the environment:`,
    ...parameters,
    ``,
  ].join("\n");
}
