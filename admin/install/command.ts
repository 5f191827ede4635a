import { Command } from "commander";
import { pathOption } from "../path-option.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import { providerPattern } from "./layout.ts";
import type { InstallEffects } from "./run.ts";

/** Where the running executable is: the release that it belongs to is what is installed. */
export type Running = { readonly executable: string };

type Options = { readonly root: string; readonly dryRun?: true; readonly json?: true };

/** `xensan install`. In main.ts: installCommand(terminal, { executable: process.argv[1] ?? "" }). */
export function installCommand(terminal: Terminal, { executable }: Running): Command {
  return targetCommand("install", "Install the agents and this command from an unpacked release")
    .option("--provider <name>", "OCF provider of the agents (default: the one installed now, else xensan)")
    .addHelpText("after", installHelp)
    .action(async (options: Options & { readonly provider?: string }) => {
      checkProvider(options.provider);
      const { root, provider } = options;
      const form = formOf(options);
      const { install, reportInstall } = await implementation();
      const order = { executable, version, root, provider, dryRun: form.dryRun };
      reportInstall(terminal, version, install(order, await effects()), form);
    });
}

/** `xensan uninstall`. */
export function uninstallCommand(terminal: Terminal): Command {
  return targetCommand("uninstall", "Remove what install wrote, and nothing else")
    .addHelpText("after", uninstallHelp)
    .action(async (options: Options) => {
      const form = formOf(options);
      const { uninstall, reportRemoval } = await implementation();
      const order = { root: options.root, dryRun: form.dryRun };
      reportRemoval(terminal, uninstall(order, await effects()), form);
    });
}

function targetCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--root <folder>", "the file system to work on", pathOption, "/")
    .option("--dry-run", "show what would be done and change nothing")
    .option("--json", "print the result as JSON");
}

function formOf(options: Options) {
  return { dryRun: options.dryRun === true, json: options.json === true };
}

function checkProvider(provider: string | undefined): void {
  if (provider === undefined || providerPattern.test(provider)) return;
  throw new AdminError(
    adminExit.usage,
    `"${provider}" is no provider name: use letters, digits, "_" and "-", for example --provider xensan.`,
  );
}

/** Loaded only when one of the two commands runs: the others need none of it. */
async function implementation() {
  return { ...(await import("./run.ts")), ...(await import("./report.ts")) };
}

async function effects(): Promise<InstallEffects> {
  const { perform } = await import("../files/perform.ts");
  const { processHolders } = await import("../files/lock.ts");
  return { perform, holders: processHolders(), uid: process.geteuid?.() ?? 0 };
}

const installHelp = `
Agents go to /usr/lib/ocf/resource.d/<provider>/, this command to /usr/sbin/xensan, manual pages and
completions below /usr/share. What was written is recorded in
/var/lib/xensan/installed.json, and the last three replaced versions are kept in /var/lib/xensan/backups/.

A file that install did not write, or that was changed since, is refused, and then nothing is written at all.
Another --provider than before moves the agents: change the resources in the cluster that name the old one first.
An install that was interrupted is finished by the next one.

Examples:
  dist/root/usr/sbin/xensan install --dry-run
  dist/root/usr/sbin/xensan install
  dist/root/usr/sbin/xensan install --provider san --root /mnt/host2

Exit codes: 0 done or nothing to do, 1 refused, 2 usage.`;

const uninstallHelp = `
A file that was changed since install wrote it is left and named; the record of it stays until it is removed too.
Remove the resources that use the agents from the cluster first: without its agent a resource fails.

Examples:
  xensan uninstall --dry-run
  xensan uninstall

Exit codes: 0 done or nothing installed, 1 a file was left, 2 usage.`;
