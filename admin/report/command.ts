import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";

/** `xensan report`: what this host says of its guests. */
export function reportCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("report")
    .description(
      "Show what this host says of guests: whether they are here, who has their disks, what is under way",
    )
    .argument("[guests...]", "names of guests in the cluster file (default: all)")
    .option("--json", "print this host and all its guests as JSON, for programs")
    .addHelpText("after", help)
    .action(async (guests: readonly string[], { json }: { readonly json?: true }) => {
      const { print, show } = await import("./run.ts");
      if (json === undefined) return show(terminal, surroundings, guests);
      if (guests.length > 0)
        throw new AdminError(adminExit.usage, "--json is about all guests: leave their names out.");
      return print(terminal, surroundings);
    });
}

const help = `
"absent" was seen twice, three seconds apart. Nothing is changed, and no other host is asked.

With --json: this host by one look, as JSON for programs, in MiB and in milliseconds since
1970. Each guest of the cluster file has its presence (running with its domains, absent, unknown with the reason), what
is open on record, the lease (held, orphaned where nobody watches it, not-held, unknown, or none), and since when the
guard has let it run here; others are the domains that the cluster file does not have; closed is there where no guest is
taken in, and says why. "absent" was seen once then.

Examples:
  xensan report
  xensan report nfs1
  xensan report --json

Exit codes: 0 all could be told, 1 something could not, 2 usage.`;
