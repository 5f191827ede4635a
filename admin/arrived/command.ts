import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan arrived`: called by `xensan receive` once guests run here, and by nobody else. */
export function arrivedCommand(_: Terminal, surroundings: Surroundings): Command {
  return new Command("arrived")
    .description("See to it that the cluster manager shows guests that have come here (called by receive)")
    .argument("<guest...>", "their names in the cluster file")
    .action(async (guests: readonly string[]) => {
      const { showArrived } = await import("./run.ts");
      await showArrived(surroundings, guests);
    });
}
