import { Command, Option } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import type { CheckOptions } from "./run.ts";

type Options = CheckOptions & { readonly facts?: true };

/** `xensan check`: what would break a promise of the set-up, before it matters. */
export function checkCommand(terminal: Terminal, surroundings: Surroundings): Command {
  const check = new Command("check")
    .description("Look at all hosts as a careful colleague would: what is wrong, and how to mend it")
    .option("--node <hosts...>", "show only what concerns these hosts")
    .option("--all", "show what concerns any host, which is the default")
    .option("--json", "print what was found as JSON, for programs")
    .addOption(new Option("--facts", "answer another host's question on standard input").hideHelp())
    .addHelpText("after", help)
    .action(async ({ facts, ...options }: Options) => {
      if (facts) {
        const { answerFacts } = await import("./answer.ts");
        return answerFacts(terminal, surroundings);
      }
      const { check: run } = await import("./run.ts");
      return run(terminal, surroundings, options);
    });
  check
    .command("order")
    .description("In which order this host goes down: evacuation, the cluster, Xen; and what xendomains does")
    .option("--json", "print what was found as JSON")
    .addHelpText("after", orderHelp)
    .action(async (_: unknown, command: Command) => {
      const { checkOrder } = await import("./order/run.ts");
      return checkOrder(terminal, surroundings, command.optsWithGlobals()["json"] === true);
    });
  return check;
}

const help = `
Every host of the cluster file is asked over ssh, all at once; nothing is changed. One that hangs is given up after 20 s and
costs no more than that. Each line is ok, warn, FAIL or unknown (it cannot be told, which is not ok), with one sentence,
and below it how to mend it.

What is looked at: ssh from each host to each other; that the cluster file and the software are the same; clocks, names
without DNS, multipath, device names, what LVM sees, volumes; the cluster, EvmsSCC, the CIB, the order of services,
xendomains; sanlock and its watchdog; configuration files as rendered; guests' configurations and disks; guests that run
twice, what migrations have left, what is unfinished; and whether each host could be emptied now.

With --json: asked (the host that asked) and findings, each with check, status (ok, warn, fail, unknown), hosts, sentence, and
mend where there is something to do that the sentence does not say itself.

Examples:
  xensan check
  xensan check --node host2
  xensan check --json

Exit codes: 0 all is ok or a warning, 1 something is wrong or cannot be told, 2 usage.`;

const orderHelp = `
Reads systemd's graph, or the links of rc, and xendomains' settings. Nothing is changed, no other host is asked.
Each line says what is wrong and how to mend it.

Examples:
  xensan check order
  xensan check order --json

Exit codes: 0 all is well, 1 something is wrong or cannot be told, 2 usage.`;
