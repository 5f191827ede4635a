import { Command } from "commander";
import type { RunCommand } from "../../lib/system/command.ts";
import type { ClusterFileAt } from "../guard/cluster-file.ts";
import type { Terminal } from "../terminal.ts";
import { checkCommand } from "./check.ts";
import { domainCommand } from "./domain.ts";
import { evmsCloneSetCommand } from "./evmscloneset.ts";
import { policyCommand } from "./policy.ts";
import { upgradeCommand } from "./upgrade.ts";

/** `xensan cib …`: prints and judges XML; nothing here changes a cluster. */
export function cibCommand(terminal: Terminal, run: RunCommand, at: ClusterFileAt): Command {
  const lookUp = async (name: string) => (await import("./listed-guest.ts")).listedGuest(at, name);
  return new Command("cib")
    .description("Print, upgrade and check the cluster's configuration (CIB); cibadmin loads it")
    .addCommand(evmsCloneSetCommand(terminal, run))
    .addCommand(domainCommand(terminal, run, lookUp))
    .addCommand(policyCommand(terminal, run))
    .addCommand(upgradeCommand(terminal))
    .addCommand(checkCommand(terminal))
    .addHelpText("after", help);
}

const help = `
Examples:
  xensan cib policy >policy.xml
  xensan cib evmscloneset --volumes san2 >evmscloneset.xml
  cibadmin -Q | xensan cib check -`;
