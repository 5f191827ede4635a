import { realSurroundings } from "../guard/real-surroundings.ts";
import { realTerminal } from "../real-terminal.ts";
import { AdminError } from "../terminal.ts";
import { version } from "../version.ts";
import { call } from "./call.ts";

/**
 * What other hosts call over ssh. Twenty of them may ask at once, and a guest may stand still meanwhile, so nothing is loaded but what
 * answers: no commander, and no execa.
 */
async function main(words: readonly string[]): Promise<void> {
  const terminal = realTerminal((code) => {
    process.exitCode = code;
  });
  if (words.join(" ") === "--version") return terminal.out(`${version}\n`);
  try {
    await call(terminal, realSurroundings(process.env), words, async () =>
      (await import("./standard-input-lines.ts")).standardInputLines(),
    );
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    terminal.err(`xensan: ${error.message}\n`);
    terminal.endWith(error.code);
  }
}

void main(process.argv.slice(2));
