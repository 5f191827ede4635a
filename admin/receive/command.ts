import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan receive`: the destination's part in a migration. The source's xensan calls it over ssh, nobody else does. */
export function receiveCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("receive")
    .description("Do this host's part of a migration that another host leads (called over ssh)")
    .requiredOption("--json", "do what the document on standard input says, and answer with one")
    .action(async () => {
      const { obey } = await import("./run.ts");
      await obey(terminal, surroundings);
    });
}
