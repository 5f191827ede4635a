import { Command, InvalidArgumentError } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import { pathOption } from "../path-option.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";

export type StatusOptions = {
  readonly json?: true;
  readonly html?: string;
  readonly watch?: true;
  /** Seconds between the end of one look and the beginning of the next. */
  readonly every: number;
};

/** `xensan status`. */
export function statusCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("status")
    .description("Show the whole cluster by one look: nodes, quorum, volumes, guests, leases, what is wrong")
    .option("--json", "print one JSON document, for programs; with --watch one on each line")
    .option(
      "--html <file>",
      "write a page of its own for a browser; with --watch it is written anew at each look",
      pathOption,
    )
    .option("--watch", "look again and again, until Ctrl-C")
    .option("--every <seconds>", "with --watch: pause between two looks, 1 to 3600", seconds, 5)
    .addHelpText("after", help)
    .action(async (options: StatusOptions, command: Command) => {
      if (options.json && options.html !== undefined) {
        throw new AdminError(adminExit.usage, "--json and --html are two forms of one thing: choose one.");
      }
      if (!options.watch && command.getOptionValueSource("every") === "cli") {
        const sentence =
          "--every is the pause between two looks of --watch: add --watch, or leave --every out.";
        throw new AdminError(adminExit.usage, sentence);
      }
      const { showStatus } = await import("./run.ts");
      await showStatus(terminal, surroundings, options);
    });
}

function seconds(given: string): number {
  const number = Number(given);
  if (/^\d{1,4}$/.test(given) && number >= 1 && number <= 3_600) return number;
  throw new InvalidArgumentError("It must be a whole number from 1 to 3600.");
}

const help = `
All hosts are asked at once, and nothing is changed. A host that does not answer is named, and what could be on it is "unknown",
never "stopped". What is wrong or unknown comes first, with what to do about it. --watch also ends when nobody reads any more
what it prints, as with | head.

The page of --html is one file without scripts, for any browser and for phones; it is readable by everybody on this host, so
put it where only those see it who may. It replaces an older page, and nothing that is no plain file: no device, no pipe, no
symbolic link. The JSON document's schema is in the package: xensan/status.schema.json.

Examples:
  xensan status
  xensan status --watch --every 2
  xensan status --json | jq '.findings[].sentence'
  xensan status --html /var/www/html/xen.html

Exit codes: 0 nothing is wrong, 1 something is wrong or unknown, 2 usage. With --watch: as of the last look.`;
