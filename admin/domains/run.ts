import type { LeaseView } from "../../lib/guard/lease.ts";
import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { adminExit, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import { type GuestSight, sightOf } from "./sight.ts";
import { renderDomains } from "./table.ts";

/** A host that cannot be reached is given up by ssh after 10 s. */
const askMs = 15_000;

export async function showDomains(
  terminal: Terminal,
  surroundings: Surroundings,
  names: readonly string[],
  { json }: { readonly json: boolean },
): Promise<void> {
  const host = await openThisHost(surroundings);
  const guests = names.length === 0 ? host.description.guests : [...new Set(names)].map(host.guestCalled);
  const screen = screenOf(terminal, surroundings);
  const answers = await shownOn(screen, "domains", "asking all hosts", () => askAll(host));
  const sights = await Promise.all(
    guests.map(async ({ name }) => sightOf(name, answers, await viewWhereNeeded(host, name, answers))),
  );
  if (json) terminal.out(`${JSON.stringify(documentOf(host.here, answers, sights), undefined, 2)}\n`);
  else {
    if (guests.length === 0) terminal.out("The cluster file has no guests.\n");
    terminal.out(renderDomains(sights, answers));
  }
  const isWhole = [...answers.values()].every(({ kind }) => kind === "answered");
  const isWell = sights.every(({ verdict, silent }) => verdict !== "twice" && silent.length === 0);
  terminal.endWith(isWhole && isWell ? adminExit.done : adminExit.refused);
}

/** All at once, this host included, in the cluster file's order. */
async function askAll(host: OpenedHost): Promise<ReadonlyMap<string, OverviewAnswer>> {
  const [own, others] = await Promise.all([host.overview(version), host.othersOverviews(askMs)]);
  return new Map(
    host.description.nodes.map(({ name }): [string, OverviewAnswer] => [
      name,
      name === host.here
        ? { kind: "answered", overview: own }
        : (others.get(name) ?? { kind: "silent", reason: "it was not asked" }),
    ]),
  );
}

/** The volume tells who has the lease of a guest that could be on a host that does not answer. */
async function viewWhereNeeded(
  host: OpenedHost,
  guest: string,
  answers: ReadonlyMap<string, OverviewAnswer>,
): Promise<LeaseView | undefined> {
  if (host.description.lease.kind === "none") return undefined;
  const { silent, lease } = sightOf(guest, answers, undefined);
  if (silent.length === 0 || lease.kind === "held") return undefined;
  const effects = await host.effectsFor(host.guestCalled(guest));
  return effects.lease?.view(guest, effects.limits.viewLeaseMs);
}

/** Times in milliseconds since 1970, memory in MiB. */
function documentOf(
  here: string,
  answers: ReadonlyMap<string, OverviewAnswer>,
  guests: readonly GuestSight[],
): unknown {
  const hosts = [...answers].map(([host, answer]) =>
    answer.kind === "silent"
      ? { host, answered: false, reason: answer.reason }
      : { host, answered: true, ...withoutGuests(answer.overview) },
  );
  return { asked: here, hosts, guests };
}

function withoutGuests({ guests: _, ...rest }: Extract<OverviewAnswer, { kind: "answered" }>["overview"]) {
  return rest;
}
