import { CommanderError } from "commander";
import { runByExeca } from "../lib/system/run-by-execa.ts";
import { realSurroundings } from "./guard/real-surroundings.ts";
import { program } from "./program.ts";
import { realTerminal } from "./real-terminal.ts";
import { AdminError, adminExit } from "./terminal.ts";

async function main(): Promise<void> {
  const terminal = realTerminal((code) => {
    process.exitCode = code;
  });
  try {
    await program({
      ...{ terminal, surroundings: realSurroundings(process.env), run: runByExeca },
      ...{ executable: process.argv[1] ?? "", print: terminal.out },
    }).parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      terminal.endWith(error.exitCode === 0 ? adminExit.done : adminExit.usage);
    } else if (error instanceof AdminError) {
      terminal.err(`xensan: ${error.message}\n`);
      terminal.endWith(error.code);
    } else {
      throw error;
    }
  }
}

void main();
