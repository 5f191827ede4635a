import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import { confirmDead, type OperationOptions } from "../guest/options.ts";
import type { Terminal } from "../terminal.ts";

export type InitOptions = {
  readonly force?: true;
  readonly anyHost?: true;
  readonly dryRun?: true;
  readonly json?: true;
};
export type LeaveOptions = { readonly dryRun?: true; readonly json?: true };
export type BreakOptions = OperationOptions & { readonly yes?: true };

/** `xensan lease`. */
export function leaseCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("lease")
    .description("Make, show or mend the volume with the guests' leases")
    .addCommand(initCommand(terminal, surroundings))
    .addCommand(showCommand(terminal, surroundings))
    .addCommand(breakCommand(terminal, surroundings))
    .addCommand(leaveCommand(terminal, surroundings))
    .addHelpText("after", help);
}

const help = `
Examples:
  xensan lease init
  xensan lease show`;

function initCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("init")
    .description("Make the lease volume where there is none, and add the claims of guests that have none yet")
    .option("--any-host", "make it here, although the host with the lowest leaseId should")
    .option("--force", "overwrite what is none of ours; claims of ours are kept all the same")
    .option("--dry-run", "say what would be done, or why it would be refused, and change nothing")
    .option("--json", "print the result as JSON, for programs")
    .addHelpText("after", initHelp)
    .action(async (options: InitOptions) => {
      const { initLeases } = await import("./init.ts");
      await initLeases(terminal, surroundings, options);
    });
}

const initHelp = `
The volume stands in the cluster file as "lease". Run it on the host with the lowest leaseId first, and again, on any
host, whenever guests were added. It takes about 20 s where the host has not joined the volume yet.

Examples:
  xensan lease init
  xensan lease init --dry-run

Exit codes: 0 done or nothing to do, 1 refused or failed; run again, it goes on from there, 2 usage.`;

function showCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("show")
    .description("Show who has which lease, and which hosts still write to the volume")
    .option("--json", "print it as JSON, for programs")
    .addHelpText("after", showHelp)
    .action(async ({ json }: { readonly json?: true }) => {
      const { showLeases } = await import("./show.ts");
      await showLeases(terminal, surroundings, json === true);
    });
}

const showHelp = `
A host is "dead" only after this host has watched it write nothing for some 140 s; before that it is "unknown".

Examples:
  xensan lease show
  xensan lease show --json

Exit codes: 0 shown, 1 the volume cannot be read, 2 usage.`;

function breakCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("break")
    .description("Free the lease that a dead host still has of a guest")
    .argument("<guest>", "its name in the cluster file")
    .option("--yes", "you have seen that the host is switched off; asks nothing")
    .addOption(confirmDead())
    .option("--dry-run", "say what would be done, and change nothing")
    .option("--json", "print how it ended as JSON, for programs")
    .addHelpText("after", breakHelp)
    .action(async (guest: string, options: BreakOptions) => {
      const { breakLease } = await import("./break.ts");
      await breakLease(terminal, surroundings, guest, options);
    });
}

const breakHelp = `
Rarely needed: xensan start nfs1 --confirm-dead host2 takes the lease over by itself. Refused while the owner answers, its
machine reacts, the cluster sees it, or it writes to the lease volume; and while another host has something of the guest, or does
not say that it has nothing: from then on nobody could tell whether that is the guest. A second dead host is named by --confirm-dead.

Examples:
  xensan lease break nfs1
  xensan lease break nfs1 --yes
  xensan lease break nfs1 --confirm-dead host3

Exit codes: 0 free, 1 refused or failed, 2 usage.`;

function leaveCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("leave")
    .description("Take this host out of the lease volume, as is done before sanlock is stopped")
    .option("--dry-run", "say what would be done, and change nothing")
    .option("--json", "print how it ended as JSON, for programs")
    .addHelpText("after", leaveHelp)
    .action(async (options: LeaveOptions) => {
      const { leaveLeases } = await import("./leave.ts");
      await leaveLeases(terminal, surroundings, options);
    });
}

const leaveHelp = `
systemd runs it when it stops sanlock, which otherwise does not end for minutes. Refused while this host has the lease of a
guest, while a guest is here, or something is under way with one. The host joins again by itself when a guest is started on
it or moved to it, and when the leases are asked for.

Examples:
  xensan lease leave
  xensan lease leave --dry-run

Exit codes: 0 left or nothing to leave, 1 refused or failed, 2 usage.`;
