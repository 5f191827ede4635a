import { whyClosed } from "../../lib/guard/intake/closure.ts";
import { answerOverviewQuestion, answerQuestion } from "../../lib/guard/peers/respond.ts";
import { encodeReady } from "../../lib/guard/wire/exchange.ts";
import { isOverviewQuestion } from "../../lib/guard/wire/overview-exchange.ts";
import { answerEach } from "../answer-each.ts";
import { followClusterFile } from "../guard/follow-cluster-file.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import { renderReports } from "./table.ts";
import { overviewTellsAll, tellsAll } from "./tells-all.ts";

/** For a person. */
export async function show(
  terminal: Terminal,
  surroundings: Surroundings,
  names: readonly string[],
): Promise<void> {
  const host = await openThisHost(surroundings);
  const guests = names.length === 0 ? host.description.guests : [...new Set(names)].map(host.guestCalled);
  if (guests.length === 0) terminal.out("The cluster file has no guests.\n");
  const reports = await Promise.all(
    guests.map(async (guest) => ({ guest: guest.name, answer: await host.reportOn(guest) })),
  );
  if (reports.length > 0) terminal.out(renderReports(host.here, reports));
  const closed = reports.map(({ answer: told }) =>
    told.kind === "answered" ? told.report.closed : undefined,
  );
  const [closure] = closed.filter((each) => each !== undefined);
  if (closure !== undefined)
    terminal.out(`\n${host.here} takes no guest in: ${whyClosed(closure, host.here)}.\n`);
  if (host.description.lease.kind === "none") terminal.out(withoutLeases);
  terminal.endWith(reports.every(({ answer }) => tellsAll(answer)) ? adminExit.done : adminExit.refused);
}

const withoutLeases =
  "\nThere are no leases (lease: none): the hosts' records and answers alone keep a guest from running twice.\n";

/**
 * For another host; for a program, and so also for a person, where nothing is asked. Only the latter hear by the exit code
 * that something is unknown: another host takes any but 0 for no answer at all.
 */
export async function answer(terminal: Terminal, surroundings: Surroundings): Promise<void> {
  const input = surroundings.isTerminal.input ? "" : terminal.readStandardInput();
  const host = await openThisHost(surroundings);
  if (input === "") {
    const overview = await host.overview(version);
    terminal.out(`${JSON.stringify({ host: host.here, ...overview }, undefined, 2)}\n`);
    return terminal.endWith(overviewTellsAll(overview) ? adminExit.done : adminExit.refused);
  }
  terminal.out(await responseTo(host, input));
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
    ? await answerOverviewQuestion(host.standpoint, input, async (inDetail) => ({
        kind: "answered",
        overview: await host.overview(version, inDetail ? await detailed() : undefined),
      }))
    : await answerQuestion(host.standpoint, input, (guest, wanted) =>
        host.reportOn(host.guestCalled(guest), wanted),
      );
  if (response.kind === "answer") return response.text;
  throw new AdminError(adminExit.usage, `standard input has no question (${response.reason}).`);
}

/** Loaded only where it is asked for: other questions come often. */
async function detailed() {
  return (await import("../../lib/guard/overview/own-details.ts")).ownDetails;
}
