import { start } from "../../lib/guard/programs/start.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { perform } from "../operate/perform.ts";
import type { Work } from "../operate/work.ts";
import type { Terminal } from "../terminal.ts";
import { confirmedHosts, type OperationOptions } from "./options.ts";
import { objectionByPins } from "./pins.ts";

export async function startGuest(
  terminal: Terminal,
  surroundings: Surroundings,
  name: string,
  options: OperationOptions,
): Promise<void> {
  const host = await openThisHost(surroundings);
  const guest = host.guestCalled(name);
  const dead = confirmedHosts(host.description, surroundings.clusterFile, host.here, options);
  const effects = await host.effectsFor(guest, dead);
  const work: Work = { command: "start", title: "a start", guest, effects, program: start };
  const objection = objectionByPins(guest, host.here, `${name} was not started on ${host.here}`);
  await perform(terminal, surroundings, host, { work, deed: "started here", objection }, options);
}
