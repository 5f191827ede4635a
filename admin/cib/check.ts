import { Command } from "commander";
import type { Terminal } from "../terminal.ts";

export function checkCommand(terminal: Terminal): Command {
  return new Command("check")
    .description("Say what in a CIB would let the cluster start, stop or move guests by itself")
    .argument("<file>", 'what "cibadmin -Q" printed, or an XML file as for cibadmin -x; - is standard input')
    .option("--json", "for programs")
    .addHelpText("after", help)
    .action(async (file: string, options: { readonly json?: true }) => {
      const { check } = await import("./check-file.ts");
      check(terminal, file, options.json === true);
    });
}

const help = `
A part of a CIB is judged by what it holds.

Exit status:
  0  clean
  1  findings
  2  no XML, or no CIB

Examples:
  cibadmin -Q | xensan cib check -
  xensan cib check nfs1.xml        (before cibadmin -C -o resources -x nfs1.xml)
`;
