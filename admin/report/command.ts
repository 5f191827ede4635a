import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";

/** `xensan report`: what this host says of its guests. Other hosts ask with it over ssh. */
export function reportCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("report")
    .description(
      "Show what this host says of guests: whether they are here, who has their disks, what is under way",
    )
    .argument("[guests...]", "names of guests in the cluster file (default: all)")
    .option("--json", "answer the question on standard input, as another host asks it")
    .addHelpText("after", help)
    .action(async (guests: readonly string[], { json }: { readonly json?: true }) => {
      const { answer, show } = await import("./run.ts");
      if (json === undefined) return show(terminal, surroundings, guests);
      if (guests.length > 0)
        throw new AdminError(adminExit.usage, "with --json, the guest is named on standard input.");
      return answer(terminal, surroundings);
    });
}

const help = `
"absent" was seen twice, three seconds apart. Nothing is changed, and no other host is asked.
Exit codes: 0 all could be told, 1 something could not, 2 usage.`;
