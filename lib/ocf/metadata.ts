import type { AgentDeclaration } from "./agent.ts";

/**
 * The answer to `meta-data`: XML that resource-agents' ra-api-1.dtd, its metadata.rng and the OCF 1.1 schema
 * accept. `unique` and not OCF 1.1's `unique-group`, because the DTD knows only the former.
 */
export function metadata(agent: AgentDeclaration): string {
  return [
    `<?xml version="1.0"?>`,
    `<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">`,
    `<resource-agent name="${escapeXml(agent.name)}" version="${escapeXml(agent.version)}">`,
    `<version>1.1</version>`,
    ...descriptions(agent),
    `<parameters>`,
    ...Object.values(agent.parameters).flatMap((parameter) => [
      `<parameter name="${escapeXml(parameter.name)}" unique="0" required="0">`,
      ...descriptions(parameter),
      parameter.default === undefined
        ? `<content type="${parameter.type}"/>`
        : `<content type="${parameter.type}" default="${escapeXml(parameter.default)}"/>`,
      `</parameter>`,
    ]),
    `</parameters>`,
    `<actions>`,
    ...actionLines(agent),
    `</actions>`,
    `</resource-agent>`,
    ``,
  ].join("\n");
}

function descriptions(of: { readonly longdesc: string; readonly shortdesc: string }): string[] {
  return [
    `<longdesc lang="en">\n${escapeXml(of.longdesc)}\n</longdesc>`,
    `<shortdesc lang="en">${escapeXml(of.shortdesc)}</shortdesc>`,
  ];
}

function actionLines(agent: AgentDeclaration): string[] {
  const lines: string[] = [];
  for (const [name, action] of Object.entries(agent.actions)) {
    const depths = action.deeper === undefined ? [action] : [{ ...action, depth: 0 }, ...action.deeper];
    for (const each of depths) {
      const interval = each.intervalSeconds === undefined ? "" : ` interval="${each.intervalSeconds}s"`;
      const depth = "depth" in each ? ` depth="${each.depth}"` : "";
      lines.push(`<action name="${escapeXml(name)}" timeout="${each.timeoutSeconds}s"${interval}${depth}/>`);
    }
  }
  // Without "usage": it is no action of OCF's, and pcs would make it an operation of every resource.
  return [...lines, `<action name="meta-data" timeout="5s"/>`];
}

/** U+FFFD for what XML 1.0 cannot hold, not even as a character reference: most control characters. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
