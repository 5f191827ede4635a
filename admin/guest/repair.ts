import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import { confirmDead, dryRun, json, type OperationOptions } from "./options.ts";

/** `xensan repair`. */
export function repairCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("repair")
    .description("Bring what was left half done with guests on this host to its end")
    .argument("[guest]", "its name in the cluster file (default: every guest that needs it on this host)")
    .addOption(confirmDead())
    .addOption(dryRun())
    .addOption(json())
    .addHelpText("after", help)
    .action(async (guest: string | undefined, options: OperationOptions) => {
      if (guest === undefined) {
        const { repairAll } = await import("./repair-all.ts");
        await repairAll(terminal, surroundings, options);
      } else {
        const { repairGuest } = await import("./run-repair.ts");
        await repairGuest(terminal, surroundings, guest, options);
      }
    });
}

const help = `
It goes by what the hosts show now: it finishes, undoes, or says which host has to answer or be confirmed dead. It
destroys nothing that may have run, and can be cut off and run again. Where nothing is left, it changes nothing.

Examples:
  xensan repair
  xensan repair nfs1
  xensan repair nfs1 --confirm-dead host2

Exit codes: 0 nothing is left, 1 refused, 2 usage, 3 something is left: do what it says, and run it again.`;
