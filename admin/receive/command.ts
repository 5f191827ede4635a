import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import { standardInputLines } from "../standard-input-lines.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan receive`: the destination's part in a migration. The source's xensan calls it over ssh, nobody else does. */
export function receiveCommand(
  terminal: Terminal,
  surroundings: Surroundings,
  lines: () => AsyncIterable<string> = standardInputLines,
): Command {
  return new Command("receive")
    .description("Do this host's part of a migration that another host leads (called over ssh)")
    .requiredOption("--json", "do what the document on standard input says, and answer with one")
    .option(
      "--session",
      "say so when ready, and obey one document after the other, a line each, until there is no more",
    )
    .action(async ({ session }: { readonly session?: true }) => {
      const { obey, obeyAll } = await import("./run.ts");
      if (session) await obeyAll(terminal, surroundings, lines());
      else await obey(terminal, surroundings);
    });
}
