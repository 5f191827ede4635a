import { Command } from "commander";
import { pathOption } from "../path-option.ts";
import type { Terminal } from "../terminal.ts";
import type { KeyOptions } from "./key/run.ts";
import { checkOptions, type RenderOptions } from "./options.ts";
import type { HostSurroundings } from "./surroundings.ts";

/** `xensan host`: the configuration of the hosts themselves. */
export function hostCommand(terminal: Terminal, surroundings: HostSurroundings): Command {
  const host = new Command("host").description("Write the hosts' own configuration from the cluster file");
  host.addCommand(renderCommand(terminal, surroundings));
  host.addCommand(keyCommand(terminal, surroundings));
  return host.addHelpText("after", hostHelp);
}

function renderCommand(terminal: Terminal, surroundings: HostSurroundings): Command {
  return new Command("render")
    .description("Show, compare or write every configuration file that the cluster file asks for on a host")
    .option("--node <host>", "a host of the cluster file (default: this one)")
    .option("--all", "every host of the cluster file")
    .option("--out <folder>", "write the files there, below a folder for each host", pathOption)
    .option("--diff", "show how the files of this host differ from them")
    .option("--apply", "write the files to their places on this host")
    .option("--revert", "bring back what the last apply replaced on this host")
    .option("--force", "with --apply or --revert: also where somebody else has written since")
    .option("--root <folder>", "the file system to compare with or to write to", pathOption, "/")
    .option("--json", "print the result as JSON")
    .addHelpText("after", help)
    .action(async (options: RenderOptions) => {
      checkOptions(options);
      const { render } = await import("./run.ts");
      await render(terminal, surroundings, options);
    });
}

function keyCommand(terminal: Terminal, surroundings: HostSurroundings): Command {
  return new Command("key")
    .description("Make the key with which the cluster's nodes know each other, or fetch it from another host")
    .option("--from <host>", "fetch it over ssh from this host of the cluster file")
    .option("--force", "replace another key, or what is no key")
    .option("--root <folder>", "the file system to write to", pathOption, "/")
    .addHelpText("after", keyHelp)
    .action(async (options: KeyOptions) => {
      const { hostKey } = await import("./key/run.ts");
      await hostKey(terminal, surroundings, options);
    });
}

const hostHelp = `
Examples:
  xensan host render --diff
  xensan host render --apply
  xensan host key`;

const keyHelp = `
/etc/ha.d/authkeys with dialect heartbeat2, else /etc/corosync/authkey: from the system's random source, readable by root
only, never shown. Run it once on one host, and with --from on each of the others. A key that is there is kept.

Examples:
  xensan host key
  xensan host key --from host1

Exit codes: 0 done, 1 refused, 2 usage or a mistake in the cluster file.`;

const help = `
The same cluster file gives the same bytes. Which files there are follows from dialect, toolstack and platform; time,
multipath and volumes are written only where the cluster file has these keys. No secret is in any of them.
--apply changes whole files that it wrote, and in /etc/hosts, lvm.conf and init scripts only its own part; whatever else it
finds it leaves, and shows the difference. It keeps what was there in /var/lib/xensan/host/backups, and starts nothing anew:
it tells what to run. An apply that was interrupted is finished by the next one, or taken back by --revert.

Examples:
  xensan host render
  xensan host render --node host2 --out /tmp/host2
  xensan host render --diff
  xensan host render --apply
  xensan host render --revert

Exit codes: 0 done, 1 something was left or could not be done, 2 usage or a mistake in the cluster file.`;
