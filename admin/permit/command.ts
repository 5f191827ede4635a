import { Argument, Command } from "commander";
import { type PermitAction, permitActions } from "../../lib/guard/permit/permit.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

export type PermitOptions = { readonly ttl: string; readonly dryRun?: true; readonly json?: true };

/** `xensan permit`. */
export function permitCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("permit")
    .description("Let the cluster manager start, stop or move a guest once, on this host")
    .argument("<guest>", "its name in the cluster file")
    .addArgument(new Argument("<action>", "what it may do; migrate is away from here").choices(permitActions))
    .option("--ttl <time>", "how long the permit lasts, from 1s to 1h", "60s")
    .option("--dry-run", "say what would be permitted, and change nothing")
    .option("--json", "print the permit as JSON, for programs")
    .addHelpText("after", help)
    .action(async (guest: string, action: PermitAction, options: PermitOptions) => {
      const { issuePermit } = await import("./run.ts");
      await issuePermit(terminal, surroundings, { guest, action }, options);
    });
}

const help = `
The agent XenVM refuses whatever has no permit (policy=manual). A permit is for one action on this host, and is gone when it was
used, when its time is over or when the host reboots. Another permit for the same replaces it.

Examples:
  xensan permit nfs1 start
  xensan permit nfs1 migrate --ttl 5min

Exit codes: 0 permitted, 1 failed, 2 usage.`;
