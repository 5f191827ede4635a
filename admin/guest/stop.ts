import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import { dryRun, json, type OperationOptions } from "./options.ts";

export type StopOptions = OperationOptions & { readonly timeout?: string; readonly force?: true };

/** `xensan stop`. */
export function stopCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("stop")
    .description("Shut a guest down on this host, and give its lease up when it is gone")
    .argument("<guest>", "its name in the cluster file")
    .option("--timeout <time>", "how long it gets to shut down, such as 90s or 10min (default: 5min)")
    .option("--force", "destroy it, as by pulling its plug: what it had not written yet is lost")
    .addOption(dryRun())
    .addOption(json())
    .addHelpText("after", help)
    .action(async (guest: string, options: StopOptions) => {
      const { stopGuest } = await import("./run-stop.ts");
      await stopGuest(terminal, surroundings, guest, options);
    });
}

const help = `
Where it runs on another host, that host is named with the command to type there. A guest that does not shut down in its
time is left running. Ctrl-C ends the waiting; the guest was asked then, and xensan repair goes by what it does.

Examples:
  xensan stop nfs1
  xensan stop nfs1 --timeout 10min
  xensan stop nfs1 --force

Exit codes: 0 it is stopped, 1 refused or failed, and it is as it was, 2 usage, 3 run xensan repair.`;
