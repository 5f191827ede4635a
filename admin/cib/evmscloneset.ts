import { Command, Option } from "commander";
import { ownProvider } from "../../cib/evms-clone-set.ts";
import { dialects } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import type { Terminal } from "../terminal.ts";
import type { CloneSetOptions } from "./print-clone-set.ts";

export function evmsCloneSetCommand(terminal: Terminal, run: RunCommand): Command {
  return new Command("evmscloneset")
    .description("Print the clone set that activates the shared volumes on every node")
    .addOption(
      new Option("--dialect <dialect>", "spelling (default: what the running cluster speaks)").choices(
        dialects,
      ),
    )
    .option("--provider <provider>", 'whose agent runs it; "heartbeat" is the packaged one', ownProvider)
    .option("--id <id>", "name of the clone", "evmscloneset")
    .option(
      "--volumes <volumes>",
      "containers, volume groups or device paths that must be active, between blanks",
    )
    .option("--backend <backend>", "auto, evms or lvm")
    .option("--monitor <interval>", "how often it is looked at, such as 30s or 2min; 0: never (default: 30s)")
    .option("--wrap", "with an otherwise empty CIB around it, for validators")
    .addHelpText("after", help)
    .action(async (options: CloneSetOptions) => {
      const { printCloneSet } = await import("./print-clone-set.ts");
      await printCloneSet(terminal, run, options);
    });
}

const help = `
Load it on one node, once:
  xensan cib evmscloneset >evmscloneset.xml
  cibadmin -C -o resources -x evmscloneset.xml

In Pacemaker's form a node whose volumes could not be activated is tried again after 10 minutes. Heartbeat 2 does
not try again by itself; there, when the SAN is back:
  crm_resource -C -r evmsclone:0 -H host1        (the instance that crm_mon shows)

Examples:
  xensan cib evmscloneset --volumes san2
  xensan cib evmscloneset --volumes "san2 /dev/evms/san3/vm2" --backend evms --monitor 2min
  xensan cib evmscloneset --dialect heartbeat2 --provider heartbeat        (with Heartbeat's own agent)

Exit codes: 0 printed, 2 usage.`;
