import { renderers } from "../../cib/dialect/renderers.ts";
import { comment, type XmlComment } from "../../cib/element.ts";
import { explainPolicy, manualOnlyPolicy } from "../../cib/policy.ts";
import { xmlText } from "../../cib/xml-text.ts";
import type { Dialect } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import type { Terminal } from "../terminal.ts";
import { chooseDialect } from "./choose-dialect.ts";
import { wrap } from "./lay-out.ts";
import { loadCommands } from "./load-commands.ts";

/** `xensan cib policy`. */
export async function printPolicy(
  terminal: Terminal,
  run: RunCommand,
  asked: Dialect | undefined,
): Promise<void> {
  terminal.out(policyText(await chooseDialect(terminal, run, asked)));
}

function policyText(dialect: Dialect): string {
  const reasons = explainPolicy(dialect).map(({ name, value, why }) => paragraph(`${name}=${value}: ${why}`));
  const load = paragraph(`Load it with: ${loadCommands[dialect]}`);
  return xmlText(...reasons, load, renderers[dialect].clusterOptions(manualOnlyPolicy(dialect)));
}

/**
 * Comments stand before the element: inside it, cibadmin -C of Pacemaker 2.1.5 makes elements of them and its schema
 * then refuses them. The reader of Heartbeat 2.0.8 skips comments in both places.
 */
function paragraph(text: string): XmlComment {
  return comment(` ${wrap(text, 100).join("\n     ")} `);
}
