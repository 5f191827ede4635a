import type { OverviewAnswer } from "../../lib/guard/overview/overview.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { adminExit, type Terminal } from "../terminal.ts";
import { askAll, sightsOf } from "./ask-all.ts";
import type { GuestSight } from "./sight.ts";
import { renderDomains } from "./table.ts";

export async function showDomains(
  terminal: Terminal,
  surroundings: Surroundings,
  names: readonly string[],
  { json }: { readonly json: boolean },
): Promise<void> {
  const host = await openThisHost(surroundings);
  const guests = names.length === 0 ? host.description.guests : [...new Set(names)].map(host.guestCalled);
  const screen = screenOf(terminal, surroundings);
  const answers = await shownOn(screen, "domains", "asking all hosts", () =>
    // The table has no room for a host's memory, and each host is spared a question.
    askAll(host, { memory: json }),
  );
  const sights = await sightsOf(host, guests, answers);
  if (json) terminal.out(`${JSON.stringify(documentOf(host.here, answers, sights), undefined, 2)}\n`);
  else {
    if (guests.length === 0) terminal.out("The cluster file has no guests.\n");
    terminal.out(renderDomains(sights, answers));
  }
  const isWhole = [...answers.values()].every(({ kind }) => kind === "answered");
  const isWell = sights.every(({ verdict, silent }) => verdict !== "twice" && silent.length === 0);
  terminal.endWith(isWhole && isWell ? adminExit.done : adminExit.refused);
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
