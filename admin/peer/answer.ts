import { answerOverviewQuestion, answerQuestion } from "../../lib/guard/peers/respond.ts";
import { encodeReady } from "../../lib/guard/wire/exchange.ts";
import { isOverviewQuestion } from "../../lib/guard/wire/overview-exchange.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import { answerEach } from "./answer-each.ts";
import { followClusterFile } from "./follow-cluster-file.ts";

/** Answers the question on standard input: about one guest, or about this host and all of them. */
export async function answer(terminal: Terminal, surroundings: Surroundings): Promise<void> {
  const input = terminal.readStandardInput();
  terminal.out(await responseTo(await openThisHost(surroundings), input));
}

/** The same for each line; several are answered at once, because an answer takes seconds of waiting. */
export async function answerAll(
  terminal: Terminal,
  surroundings: Surroundings,
  lines: AsyncIterable<string>,
): Promise<void> {
  const host = await followClusterFile(surroundings, () => openThisHost(surroundings));
  const { here, lookAhead } = host.latest();
  terminal.out(encodeReady(here));
  // Nobody waits for it, and what it does not see the questions look for.
  void lookAhead().catch(() => undefined);
  // Who has asked and hears nothing asks by a call of his own, and is told what is wrong.
  await answerEach(lines, async (line) => {
    terminal.out(await responseTo(await host.current(), `${line}\n`));
  });
}

/** @throws AdminError for what is no question */
async function responseTo(host: OpenedHost, input: string): Promise<string> {
  const response = isOverviewQuestion(input)
    ? await answerOverviewQuestion(host.standpoint, input, async ({ memory, details }) => ({
        kind: "answered",
        overview: await host.overview(version, {
          memory,
          details: details === true ? await detailed() : undefined,
        }),
      }))
    : await answerQuestion(host.standpoint, input, (guest, wanted) =>
        host.reportOn(host.guestCalled(guest), { wanted }),
      );
  if (response.kind === "answer") return response.text;
  throw new AdminError(adminExit.usage, `standard input has no question (${response.reason}).`);
}

/** Loaded only where it is asked for: other questions come often. */
async function detailed() {
  return (await import("../../lib/guard/overview/own-details.ts")).ownDetails;
}
