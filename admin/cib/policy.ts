import { Command, Option } from "commander";
import { explainPolicy } from "../../cib/policy.ts";
import { type Dialect, dialects } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import type { Terminal } from "../terminal.ts";
import { labelled } from "./lay-out.ts";
import { loadCommands } from "./load-commands.ts";

export function policyCommand(terminal: Terminal, run: RunCommand): Command {
  return new Command("policy")
    .description("Print the cluster options that guests need that are moved by hand only")
    .addOption(
      new Option("--dialect <dialect>", "spelling (default: what the running cluster speaks)").choices(
        dialects,
      ),
    )
    .addHelpText("after", help)
    .action(async ({ dialect }: { readonly dialect?: Dialect }) => {
      const { printPolicy } = await import("./print-policy.ts");
      await printPolicy(terminal, run, dialect);
    });
}

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
