import { Command } from "commander";
import { pathOption } from "../path-option.ts";
import type { Terminal } from "../terminal.ts";

export function upgradeCommand(terminal: Terminal): Command {
  return new Command("upgrade")
    .description("Turn a CIB of Heartbeat 2, or a part of one, into Pacemaker's form")
    .argument("<file>", 'what "cibadmin -Q" printed, or an XML file as for cibadmin -x; - is standard input')
    .option("--output <file>", "write to a new file and not to standard output", pathOption)
    .addHelpText("after", help)
    .action(async (file: string, options: { readonly output?: string }) => {
      const { upgrade } = await import("./upgrade-file.ts");
      upgrade(terminal, file, options.output);
    });
}

const help = `
What cannot be carried over is listed on standard error with its line, and so are what had to change and values that
Pacemaker does not take, such as no-quorum-policy=frezee: they are carried over as they are.

Exit status:
  0  all of it is carried over
  1  written, but something could not be carried over, or Pacemaker does not take a value of it
  2  nothing written: no XML, no CIB, or in Pacemaker's form already

Examples:
  xensan cib upgrade heartbeat-cib.xml --output pacemaker-cib.xml
  crm_verify --xml-file pacemaker-cib.xml -V
  cibadmin --replace --xml-file pacemaker-cib.xml        (a whole CIB, into a new cluster)
  cibadmin -Q | xensan cib upgrade -                     (on a host that still runs Heartbeat 2)
`;
