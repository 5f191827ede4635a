import { Argument, Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan maintenance`: whether this host takes guests in. */
export function maintenanceCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("maintenance")
    .description(
      "Show whether this host takes guests in, or say that it shall not, for as long as you work on it",
    )
    .addArgument(
      new Argument("[word]", "on: it takes nobody in, also after a boot; off: it does again").choices([
        "on",
        "off",
      ]),
    )
    .option("--json", "print what is so as JSON (without a word)")
    .option("--dry-run", "say what would be changed, and change nothing")
    .addHelpText("after", help)
    .action(async (word: "on" | "off" | undefined, options: Options) => {
      const { maintain, show } = await import("./run.ts");
      return word === undefined
        ? show(terminal, surroundings, options)
        : maintain(terminal, surroundings, word, options);
    });
}

export type Options = { readonly json?: true; readonly dryRun?: true };

const help = `
A host in maintenance starts no guest, and no guest is moved there, whoever asks: starts there and moves to it are refused.
Guests that are on it stay and run on; move them away with xensan evacuate. A host that is being emptied takes nobody
in either; where that was cut off, off ends it as well.

Examples:
  xensan maintenance
  xensan maintenance on && xensan evacuate
  xensan maintenance off

Exit codes: 0 done, 1 refused or failed, 2 usage.`;
