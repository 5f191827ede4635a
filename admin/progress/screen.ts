import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import type { Screen } from "./display.ts";

/** Standard error, where progress is shown. */
export function screenOf({ err }: Terminal, { machine, isTerminal }: Surroundings): Screen {
  return { write: err, isTerminal: isTerminal.errors, clock: machine.clock };
}
