import { Command, Option } from "commander";
import { dialects } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import type { Terminal } from "../terminal.ts";
import type { ListedGuest } from "./listed-guest.ts";
import type { DomainOptions } from "./print-domain.ts";

/** @param lookUp what the cluster file says of a guest */
export function domainCommand(
  terminal: Terminal,
  run: RunCommand,
  lookUp: (name: string) => Promise<ListedGuest>,
): Command {
  return new Command("domain")
    .description("Print the resource by which the cluster watches a guest that is moved by hand")
    .argument("<guest>", "its name in Xen")
    .addOption(
      new Option("--dialect <dialect>", "spelling (default: what the running cluster speaks)").choices(
        dialects,
      ),
    )
    .option("--config <path>", "the guest's configuration file (default: the cluster file's)")
    .option("--provider <provider>", "whose agent watches it (default: the cluster file's, else xensan)")
    .option("--id <id>", "name of the resource (default: the guest's name)")
    .option("--monitor <interval>", "how often it is looked at, such as 30s or 2min (default: 30s)")
    .option("--wrap", "with an otherwise empty CIB around it, for validators")
    .addHelpText("after", help)
    .action(async (name: string, options: DomainOptions) => {
      const { printDomain } = await import("./print-domain.ts");
      await printDomain(terminal, run, lookUp, name, options);
    });
}

const help = `
The cluster shows where the guest runs, and never starts, stops or moves it. Load it on one node, once:
  xensan cib domain nfs1 >nfs1.xml
  cibadmin -C -o resources -x nfs1.xml

A cluster file that cannot be used ends it, unless --config and --provider are given: then it is not read. Without one,
provider and config are as given, else xensan and none.

Put it into no group and no order: an unmanaged guest does not keep what it needs from being stopped under it.

Examples:
  xensan cib domain nfs1 --config /etc/xen/nfs1.cfg --monitor 1min
  xensan cib domain 3com --id guest-3com --dialect heartbeat2

Exit codes: 0 printed, 2 usage, or the cluster file cannot be used.`;
