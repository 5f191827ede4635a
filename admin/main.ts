import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { runCommand } from "../lib/system/command.ts";
import { writeFully } from "../lib/system/output.ts";
import { checkCommand } from "./check/command.ts";
import { cibCommand } from "./cib/command.ts";
import { domainConfigCommand } from "./domain-config/command.ts";
import { domainsCommand } from "./domains/command.ts";
import { evacuateCommand, planCommand } from "./evacuate/command.ts";
import { realSurroundings } from "./guard/real-surroundings.ts";
import { migrateCommand } from "./guest/migrate.ts";
import { repairCommand } from "./guest/repair.ts";
import { startCommand } from "./guest/start.ts";
import { stopCommand } from "./guest/stop.ts";
import { hostCommand } from "./host/command.ts";
import { installCommand, uninstallCommand } from "./install/command.ts";
import { leaseCommand } from "./lease/command.ts";
import { maintenanceCommand } from "./maintenance/command.ts";
import { permitCommand } from "./permit/command.ts";
import { receiveCommand } from "./receive/command.ts";
import { reportCommand } from "./report/command.ts";
import { statusCommand } from "./status/command.ts";
import { AdminError, adminExit, type Terminal } from "./terminal.ts";
import { version } from "./version.ts";
import { volumesCommand } from "./volumes/command.ts";

const terminal: Terminal = {
  out: writeResult,
  err: (text) => writeFully(2, text),
  readStandardInput: () => readFileSync(0, "utf8"),
  endWith: (code) => {
    process.exitCode = code;
  },
};

function program(): Command {
  const xensan = new Command("xensan")
    .description(
      "Guards the disks of Xen guests that several hosts can see. Guests are moved by hand, never by the cluster.",
    )
    .version(version)
    .showHelpAfterError("(xensan --help shows what there is)");
  xensan.addCommand(cibCommand(terminal, runCommand));
  xensan.addCommand(installCommand(terminal, { executable: process.argv[1] ?? "" }));
  xensan.addCommand(uninstallCommand(terminal));
  const surroundings = realSurroundings(process.env);
  for (const command of [
    statusCommand,
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
  xensan.addCommand(domainConfigCommand(terminal, surroundings, writeResult));
  xensan.addCommand(checkCommand(terminal, surroundings));
  xensan.addCommand(receiveCommand(terminal, surroundings));
  xensan.addCommand(hostCommand(terminal, surroundings));
  xensan.addCommand(
    volumesCommand(terminal, surroundings, async () => {
      const { realVolumesHost } = await import("../lib/storage/real-volumes-host.ts");
      return realVolumesHost(surroundings.machine);
    }),
  );
  // commander's own exits would be 1 for a wrong word; here 1 means "refused" and 2 means "usage".
  const everyCommand = (command: Command): void => {
    command.exitOverride();
    command.configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
    command.commands.forEach(everyCommand);
  };
  everyCommand(xensan);
  return xensan;
}

function writeResult(text: string | Uint8Array): void {
  try {
    writeFully(1, text);
  } catch (error) {
    throw new AdminError(
      adminExit.refused,
      `standard output takes no more (${error instanceof Error ? error.message : error}); ` +
        `make room where it goes, and run this again.`,
    );
  }
}

async function main(): Promise<void> {
  try {
    await program().parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      terminal.endWith(error.exitCode === 0 ? adminExit.done : adminExit.usage);
    } else if (error instanceof AdminError) {
      terminal.err(`xensan: ${error.message}\n`);
      terminal.endWith(error.code);
    } else {
      throw error;
    }
  }
}

void main();
