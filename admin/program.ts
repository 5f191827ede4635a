import { Command } from "commander";
import type { RunCommand } from "../lib/system/command.ts";
import { arrivedCommand } from "./arrived/command.ts";
import { checkCommand } from "./check/command.ts";
import { cibCommand } from "./cib/command.ts";
import { completionCommand } from "./completion/command.ts";
import { domainConfigCommand, type Print } from "./domain-config/command.ts";
import { domainsCommand } from "./domains/command.ts";
import { evacuateCommand, planCommand } from "./evacuate/command.ts";
import type { Surroundings } from "./guard/surroundings.ts";
import { migrateCommand } from "./guest/migrate.ts";
import { repairCommand } from "./guest/repair.ts";
import { startCommand } from "./guest/start.ts";
import { stopCommand } from "./guest/stop.ts";
import { helpCommand, introduction, pathOf } from "./help/command.ts";
import { groupCommands } from "./help/groups.ts";
import { hostCommand } from "./host/command.ts";
import { initCommand } from "./init/command.ts";
import { installCommand, uninstallCommand } from "./install/command.ts";
import { leaseCommand } from "./lease/command.ts";
import { maintenanceCommand } from "./maintenance/command.ts";
import { permitCommand } from "./permit/command.ts";
import { reportCommand } from "./report/command.ts";
import { statusCommand } from "./status/command.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";
import { volumesCommand } from "./volumes/command.ts";

/** What the commands work with; main.ts builds the real one. */
export type Effects = {
  readonly terminal: Terminal;
  readonly surroundings: Surroundings;
  readonly run: RunCommand;
  /** Path of the running `xensan`. */
  readonly executable: string;
  /** Standard output for what may be no text. */
  readonly print: Print;
};

/** The tree of all commands: what is typed, explained, completed, and written down in the manual page. */
export function program({ terminal, surroundings, run, executable, print }: Effects): Command {
  const xensan = new Command("xensan")
    .description(
      "Guards the disks of Xen guests that several hosts can see. Guests are moved by hand, never by the cluster.",
    )
    .version(version)
    .helpCommand(false)
    .addHelpText("after", introduction);
  xensan.addCommand(cibCommand(terminal, run, surroundings));
  xensan.addCommand(installCommand(terminal, { executable }));
  xensan.addCommand(uninstallCommand(terminal));
  for (const command of [
    statusCommand,
    initCommand,
    domainsCommand,
    startCommand,
    stopCommand,
    migrateCommand,
    repairCommand,
    permitCommand,
    leaseCommand,
    evacuateCommand,
    planCommand,
  ]) {
    xensan.addCommand(command(terminal, surroundings));
  }
  xensan.addCommand(reportCommand(terminal, surroundings));
  xensan.addCommand(maintenanceCommand(terminal, surroundings));
  xensan.addCommand(domainConfigCommand(terminal, surroundings, print));
  xensan.addCommand(checkCommand(terminal, surroundings));
  xensan.addCommand(arrivedCommand(terminal, surroundings), { hidden: true });
  xensan.addCommand(hostCommand(terminal, surroundings));
  xensan.addCommand(
    volumesCommand(terminal, surroundings, async () => {
      const { realVolumesHost } = await import("./volumes/real-volumes-host.ts");
      return realVolumesHost(surroundings.machine);
    }),
  );
  xensan.addCommand(completionCommand(terminal, surroundings));
  xensan.addCommand(helpCommand());
  groupCommands(xensan);
  const everyCommand = (command: Command): void => {
    // commander's own exits would be 1 for a wrong word; here 1 means "refused" and 2 means "usage".
    command.exitOverride();
    command.configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
    command.showHelpAfterError(afterError(command));
    command.commands.forEach(everyCommand);
  };
  everyCommand(xensan);
  return xensan;
}

/** What is said below a wrong word. */
function afterError(command: Command): string {
  const path = pathOf(command).join(" ");
  if (command.commands.length > 0) return `(${path} --help shows what there is)`;
  return `usage: ${path} ${command.usage()}\n(${path} --help explains it)`;
}
