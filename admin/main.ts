import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { runCommand } from "../lib/system/command.ts";
import { writeFully } from "../lib/system/output.ts";
import { realSurroundings } from "./guard/real-surroundings.ts";
import { lostReport } from "./lost-report.ts";
import { program } from "./program.ts";
import { AdminError, adminExit, type Terminal } from "./terminal.ts";

let isHeard = true;

const terminal: Terminal = {
  out: writeResult,
  isHeard: () => isHeard,
  err: (text) => void writeFully(2, text),
  readStandardInput: () => readFileSync(0, "utf8"),
  endWith: (code) => {
    process.exitCode = code;
  },
};

function writeResult(text: string | Uint8Array): void {
  try {
    if (!writeFully(1, text)) isHeard = false;
  } catch (error) {
    throw lostReport(error);
  }
}

async function main(): Promise<void> {
  try {
    await program({
      ...{ terminal, surroundings: realSurroundings(process.env), run: runCommand },
      ...{ executable: process.argv[1] ?? "", print: writeResult },
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
