import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan arrived`: called by `xensan receive` once a guest runs here, and by nobody else. */
export function arrivedCommand(_: Terminal, surroundings: Surroundings): Command {
  return new Command("arrived")
    .description("See to it that the cluster manager shows a guest that has come here (called by receive)")
    .argument("<guest>", "its name in the cluster file")
    .action(async (guest: string) => {
      const { showArrived } = await import("./run.ts");
      await showArrived(surroundings, guest);
    });
}
