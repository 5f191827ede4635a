import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan arrived`: called by what other hosts order here (admin/peer), once guests run, and by nobody else. */
export function arrivedCommand(_: Terminal, surroundings: Surroundings): Command {
  return new Command("arrived")
    .description(
      "See to it that the cluster manager shows guests that have come here (called by the host itself)",
    )
    .argument("<guest...>", "their names in the cluster file")
    .action(async (guests: readonly string[]) => {
      const { showArrived } = await import("./run.ts");
      await showArrived(surroundings, guests);
    });
}
