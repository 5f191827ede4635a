import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";

/**
 * Does what another host calls for over ssh; its words are in lib/guard/peers/ssh.ts, and what is asked or ordered comes as a document on
 * standard input. "--session": says so when ready, and does one document after the other, a line each, until there is no more.
 *
 * @throws AdminError for other words, and where it cannot be done
 */
export async function call(
  terminal: Terminal,
  surroundings: Surroundings,
  words: readonly string[],
  lines: () => Promise<AsyncIterable<string>>,
): Promise<void> {
  switch (words.join(" ")) {
    case "report":
      return (await import("./answer.ts")).answer(terminal, surroundings);
    case "report --session":
      return (await import("./answer.ts")).answerAll(terminal, surroundings, await lines());
    case "receive":
      return (await import("./obey.ts")).obey(terminal, surroundings);
    case "receive --session":
      return (await import("./obey.ts")).obeyAll(terminal, surroundings, await lines());
    default:
      throw new AdminError(
        adminExit.usage,
        "other hosts call this over ssh, as report or receive, each also with --session; a person types xensan, which has --help.",
      );
  }
}
