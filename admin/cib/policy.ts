import { Command, Option } from "commander";
import { renderers } from "../../cib/dialect/renderers.ts";
import { comment, type XmlComment } from "../../cib/element.ts";
import { explainPolicy, manualOnlyPolicy } from "../../cib/policy.ts";
import { xmlText } from "../../cib/xml-text.ts";
import { type Dialect, dialects } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import type { Terminal } from "../terminal.ts";
import { chooseDialect } from "./choose-dialect.ts";
import { labelled, wrap } from "./lay-out.ts";

export function policyCommand(terminal: Terminal, run: RunCommand): Command {
  return new Command("policy")
    .description("Print the cluster options that guests need that are moved by hand only")
    .addOption(
      new Option("--dialect <dialect>", "spelling (default: what the running cluster speaks)").choices(
        dialects,
      ),
    )
    .addHelpText("after", help)
    .action(async (options: { readonly dialect?: Dialect }) => {
      const dialect = await chooseDialect(terminal, run, options.dialect);
      terminal.out(policyText(dialect));
    });
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

/** Both make what is not there and change what is there. */
const loadCommands: { readonly [D in Dialect]: string } = {
  heartbeat2: "cibadmin -U -o crm_config -x FILE",
  pacemaker: "cibadmin -M -c -o crm_config -x FILE",
};

const help = `
Load it on one node, once, and look whether an older setting stands in its way:
  xensan cib policy >policy.xml
  ${loadCommands.pacemaker.replace("FILE", "policy.xml")}          (Pacemaker)
  ${loadCommands.heartbeat2.replace("FILE", "policy.xml")}             (Heartbeat 2)
  cibadmin -Q | xensan cib check -

Why:
${labelled(
  explainPolicy("heartbeat2").map(({ name, value, why }) => [`${name}=${value}`, why]),
  2,
)}
is-managed-default is Heartbeat 2's alone: Pacemaker keeps it among the defaults of resources.

Examples:
  xensan cib policy
  xensan cib policy --dialect heartbeat2 >policy.xml

Exit codes: 0 printed, 2 usage.`;
