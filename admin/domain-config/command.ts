import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** To standard output: a configuration may have bytes that are no text. */
export type Print = (bytes: Uint8Array) => void;

/** `xensan domain-config`: a guest's configuration with the block script that guards its disks. */
export function domainConfigCommand(terminal: Terminal, surroundings: Surroundings, print: Print): Command {
  return new Command("domain-config")
    .description("Print a guest's configuration with script=block-xensan on each disk that it writes to")
    .argument("<guest>", "name of a guest in the cluster file")
    .option("--check", "print nothing, and say which disks lack the script")
    .addHelpText("after", help)
    .action(async (guest: string, { check }: { readonly check?: true }) => {
      const { domainConfig } = await import("./run.ts");
      return domainConfig({ ...terminal, print }, surroundings, guest, check === true);
    });
}

const help = `
Nothing is written. Everything but the script stays as it is, byte for byte. A running guest has the script from its next
start or migration on.

Examples:
  xensan domain-config nfs1 --check
  xensan domain-config nfs1 >/etc/xen/nfs1.new && mv /etc/xen/nfs1.new /etc/xen/nfs1.cfg

Exit codes: 0 done, with --check: no disk lacks it; 1 a disk lacks it, or cannot have it; 2 usage.`;
