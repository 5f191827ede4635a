import { Command } from "commander";
import { AdminError, adminExit } from "../terminal.ts";

/** `xensan help`: of all, or of one command. In place of commander's own, which knows only the first word. */
export function helpCommand(): Command {
  const command = new Command("help")
    .description("Show what there is, or all about one command")
    .argument("[command...]", "the words of the command, such as: cib check")
    .addHelpText("after", help);
  return command.action((words: readonly string[]) => {
    if (command.parent === null) return;
    commandAt(command.parent, words).outputHelp();
  });
}

/** @throws AdminError usage that names the commands there are */
function commandAt(root: Command, words: readonly string[]): Command {
  let found = root;
  for (const word of words) {
    const next = found.commands.find((each) => each.name() === word);
    if (next === undefined) {
      const known = found
        .createHelp()
        .visibleCommands(found)
        .map((each) => each.name());
      const there = known.length === 0 ? "it has no commands of its own" : `there are ${known.join(", ")}`;
      const sentence = `${[...pathOf(found), JSON.stringify(word)].join(" ")} is no command; ${there}.`;
      throw new AdminError(adminExit.usage, sentence);
    }
    found = next;
  }
  return found;
}

/** "xensan", "cib", "check". */
export function pathOf(command: Command): readonly string[] {
  return [...(command.parent === null ? [] : pathOf(command.parent)), command.name()];
}

const help = `
Examples:
  xensan help
  xensan help migrate
  xensan help cib check

Exit codes: 0 shown, 2 there is no such command.`;

/** Below the list of all commands. */
export const introduction = `
Guests run where a person starts them: xensan asks every host before it lets one run, and refuses in doubt. All hosts have
the same /etc/xensan/cluster.yaml, which names hosts and guests. What is refused says why, and what to do.

Examples:
  xensan domains
  xensan migrate nfs1 host2 --dry-run
  xensan migrate nfs1 host2
  xensan help migrate

Exit codes of every command: 0 done, 1 refused, failed or found something, 2 usage, 3 run xensan repair. More about each
command: xensan help COMMAND, or man xensan; about the agents: man ocf_xensan_XenVM, man ocf_xensan_EvmsSCC.`;
