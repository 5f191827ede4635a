import type { Command } from "commander";
import { realSurroundings } from "../../admin/guard/real-surroundings.ts";
import { program } from "../../admin/program.ts";
import type { Terminal } from "../../admin/terminal.ts";

/** The tree of commands to be read, for what is made from it; nothing of it is run. */
export function declaredTree(): Command {
  const nobody = () => {
    throw new Error("only the declarations are read here");
  };
  const terminal: Terminal = { out: nobody, err: nobody, readStandardInput: nobody, endWith: nobody };
  const run = async () => nobody();
  return program({
    ...{ terminal, surroundings: realSurroundings({}), run },
    ...{ executable: "", print: nobody },
  });
}

/** The command, and all below it that a person types; the outermost first. */
export function visibleCommands(command: Command): readonly Command[] {
  const visible = command.createHelp().visibleCommands(command);
  const own = command.commands.filter((each) => visible.includes(each));
  return [command, ...own.flatMap(visibleCommands)];
}
