import { Argument, Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

const words = ["bash", "zsh", "guests", "hosts"] as const;
type Word = (typeof words)[number];

/** `xensan completion`: what a shell loads to complete the words of a command. */
export function completionCommand(terminal: Terminal, surroundings: Surroundings): Command {
  const command = new Command("completion")
    .description("Print what bash or zsh loads to complete commands, options, guests and hosts")
    .addArgument(
      new Argument("<shell>", "bash or zsh; guests and hosts print the names in the cluster file").choices(
        words,
      ),
    )
    .addHelpText("after", help);
  return command.action(async (word: Word) => {
    const { printCompletion } = await import("./run.ts");
    await printCompletion(terminal, surroundings, command.parent ?? command, word);
  });
}

const help = `
xensan install puts both where Debian's bash-completion and zsh look for them, so that new shells have them. Names of guests
and hosts come from the cluster file while you type, where you may read it.

Examples:
  xensan completion bash >/etc/bash_completion.d/xensan
  xensan completion zsh >/usr/share/zsh/site-functions/_xensan
  source <(xensan completion bash)

Exit codes: 0 printed, 1 there is no cluster file, 2 usage or a mistake in the cluster file.`;
