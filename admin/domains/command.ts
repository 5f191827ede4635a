import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan domains`. */
export function domainsCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("domains")
    .description("Show where every guest is, by one look at all hosts at once")
    .argument("[guests...]", "names of guests in the cluster file (default: all)")
    .option("--json", "print hosts and guests as JSON, for programs")
    .addHelpText("after", help)
    .action(async (guests: readonly string[], { json }: { readonly json?: true }) => {
      const { showDomains } = await import("./run.ts");
      await showDomains(terminal, surroundings, guests, { json: json === true });
    });
}

const help = `
A guest is "stopped" only where every host says that it is not there. A host that does not answer is named, and what could be
on it is "unknown". LEASE is the host that holds the guest's claim on its disks. SINCE is when the guard let the guest run
there; it is not known of a guest that was started by hand or has rebooted since.

Examples:
  xensan domains
  xensan domains nfs1 --json

Exit codes: 0 all could be told and is well, 1 a host is silent, something cannot be told, or a guest runs twice, 2 usage.`;
