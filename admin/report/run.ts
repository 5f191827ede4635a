import { whyClosed } from "../../lib/guard/intake/closure.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { adminExit, type Terminal } from "../terminal.ts";
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

/** For a program: this host and all its guests, by one look. Its exit code says where something is unknown. */
export async function print(terminal: Terminal, surroundings: Surroundings): Promise<void> {
  const host = await openThisHost(surroundings);
  const overview = await host.overview(version, { memory: true });
  terminal.out(`${JSON.stringify({ host: host.here, ...overview }, undefined, 2)}\n`);
  terminal.endWith(overviewTellsAll(overview) ? adminExit.done : adminExit.refused);
}
