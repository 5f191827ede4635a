import type { AgentDeclaration, Parameters } from "../../lib/ocf/agent.ts";
import { heading } from "./heading.ts";
import { item, literal, prose, section } from "./roff.ts";

/** What the page says beyond the declaration. */
export type AgentNotes = {
  /** Commands that put it into a cluster. */
  readonly example: readonly string[];
  readonly seeAlso: readonly string[];
};

/** ocf_xensan_NAME(7), laid out as the pages of resource-agents are. */
export function agentPage(
  agent: AgentDeclaration,
  version: string,
  { example, seeAlso }: AgentNotes,
): string {
  const name = `ocf_xensan_${agent.name}`;
  const actions = [...Object.keys(agent.actions), "meta-data", "usage"];
  const lines = [
    ...heading(name.toUpperCase(), 7, version),
    ...section("Name", prose(`${name} - ${agent.shortdesc}`)),
    ...section("Synopsis", [`.B ${agent.name}`, ...prose(`[${actions.join(" | ")}]`)]),
    ...section("Description", prose(agent.longdesc)),
    ...section("Supported parameters", parameterItems(agent.parameters)),
    ...section("Supported actions", actionItems(agent)),
    ...section("Example", literal(example).slice(1)),
    ...section("See also", [...seeAlso.map((page) => `.BR ${page},`), ".BR xensan (8)"]),
  ];
  return `${lines.join("\n")}\n`;
}

function parameterItems(parameters: Parameters): readonly string[] {
  return Object.values(parameters).flatMap(({ name, type, longdesc, accepts, default: preset }) => {
    const value = preset === undefined || preset === "" ? "no default" : `default ${preset}`;
    return item(name, [
      ...prose(longdesc),
      ...prose(`It takes ${accepts}.`),
      ...prose(`(optional, ${type}, ${value})`),
    ]);
  });
}

function actionItems({ actions }: AgentDeclaration): readonly string[] {
  return Object.entries(actions).flatMap(([name, action]) =>
    [{ ...action, depth: 0 }, ...(action.deeper ?? [])].flatMap(
      ({ depth, timeoutSeconds, intervalSeconds }) =>
        item(
          depth === 0 ? name : `${name} (OCF_CHECK_LEVEL ${depth})`,
          prose(
            `Suggested timeout: ${timeoutSeconds} s.` +
              (intervalSeconds === undefined ? "" : ` Suggested interval: ${intervalSeconds} s.`),
          ),
        ),
    ),
  );
}
