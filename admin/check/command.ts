import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** `xensan check`: what on this host would break a promise, before it matters. */
export function checkCommand(terminal: Terminal, surroundings: Surroundings): Command {
  const check = new Command("check").description("Look whether this host keeps what the set-up promises");
  check
    .command("order")
    .description("In which order this host goes down: evacuation, the cluster, Xen; and what xendomains does")
    .option("--json", "print what was found as JSON")
    .addHelpText("after", help)
    .action(async ({ json }: { readonly json?: true }) => {
      const { checkOrder } = await import("./order/run.ts");
      return checkOrder(terminal, surroundings, json === true);
    });
  return check;
}

const help = `
Reads systemd's graph, or the links of rc, and xendomains' settings. Nothing is changed, no other host is asked.
Each line says what is wrong and how to mend it.
Exit codes: 0 all is well, 1 something is wrong or cannot be told, 2 usage.`;
