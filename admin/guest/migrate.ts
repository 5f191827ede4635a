import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import { dryRun, json, type OperationOptions } from "./options.ts";

/** `xensan migrate`. */
export function migrateCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("migrate")
    .description("Move a running guest from this host to another one, live")
    .argument("<guest>", "its name in the cluster file")
    .argument("<host>", "where it is to run")
    .addOption(dryRun())
    .addOption(json())
    .addHelpText("after", help)
    .action(async (guest: string, destination: string, options: OperationOptions) => {
      const { migrateGuest } = await import("./run-migrate.ts");
      await migrateGuest(terminal, surroundings, { guest, destination }, options);
    });
}

const help = `
Where it runs on another host, that host is named with the command to type there. Its copy runs when the guest is gone
here and its lease is there; the time in between is printed, rounded up by about a second. Once memory is being sent,
Ctrl-C changes nothing: the move comes to its end. On a terminal a bar shows the memory that has arrived.

Examples:
  xensan migrate nfs1 host2
  xensan migrate nfs1 host2 --dry-run

Exit codes: 0 it runs there, 1 refused or failed, and it runs here as before, 2 usage, 3 run xensan repair.`;
