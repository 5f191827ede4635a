import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import { confirmDead, dryRun, json, type OperationOptions } from "./options.ts";

/** `xensan start`. */
export function startCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("start")
    .description("Start a guest on this host, if nothing on any host speaks against it")
    .argument("<guest>", "its name in the cluster file")
    .addOption(confirmDead())
    .addOption(dryRun())
    .addOption(json())
    .addHelpText("after", help)
    .action(async (guest: string, options: OperationOptions) => {
      const { startGuest } = await import("./run-start.ts");
      await startGuest(terminal, surroundings, guest, options);
    });
}

const help = `
All hosts are asked whether they have the guest or its disks, and its lease is taken. A host that does not answer may run
it: then nothing is started, unless that host is switched off, the cluster has lost it, and --confirm-dead names it.
Ctrl-C withdraws a start that has changed nothing yet; what has begun comes to its end.

Examples:
  xensan start nfs1
  xensan start nfs1 --dry-run
  xensan start nfs1 --confirm-dead host2

Exit codes: 0 it runs, 1 refused or failed, and nothing is left of it, 2 usage, 3 run xensan repair.`;
