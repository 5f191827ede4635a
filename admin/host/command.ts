import { Command } from "commander";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { HostSurroundings } from "./surroundings.ts";

export type RenderOptions = {
  readonly node?: string;
  readonly all?: true;
  readonly out?: string;
  readonly json?: true;
};

/** `xensan host`: the configuration of the hosts themselves. */
export function hostCommand(terminal: Terminal, surroundings: HostSurroundings): Command {
  const host = new Command("host").description("Write the hosts' own configuration from the cluster file");
  host.addCommand(renderCommand(terminal, surroundings));
  return host;
}

function renderCommand(terminal: Terminal, surroundings: HostSurroundings): Command {
  return new Command("render")
    .description("Show every configuration file that the cluster file asks for on a host")
    .option("--node <name>", "a host of the cluster file (default: this one)")
    .option("--all", "every host of the cluster file")
    .option("--out <folder>", "write the files there, below a folder for each host")
    .option("--json", "print the files as JSON")
    .addHelpText("after", help)
    .action(async (options: RenderOptions) => {
      check(options);
      const { render } = await import("./run.ts");
      await render(terminal, surroundings, options);
    });
}

function check({ node, all, out, json }: RenderOptions): void {
  if (node !== undefined && all)
    throw usage("--node names one host and --all means every one: give one of the two.");
  if (out !== undefined && json)
    throw usage("--json goes to standard output and --out to files: give one of the two.");
}

function usage(sentence: string): AdminError {
  return new AdminError(adminExit.usage, sentence);
}

const help = `
The same cluster file gives the same bytes. Which files there are follows from dialect, toolstack and platform; time,
multipath and volumes are written only where the cluster file has these keys. No secret is in any of them.
Exit codes: 0 done, 1 something could not be written, 2 usage or a mistake in the cluster file.`;
