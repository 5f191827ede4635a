import type { Guest } from "../../lib/cluster/description/description.ts";
import { repair } from "../../lib/guard/programs/repair.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { perform } from "../operate/perform.ts";
import type { Work } from "../operate/work.ts";
import type { Terminal } from "../terminal.ts";
import { confirmedHosts, type OperationOptions } from "./options.ts";

export async function repairGuest(
  terminal: Terminal,
  surroundings: Surroundings,
  name: string,
  options: OperationOptions,
): Promise<void> {
  const host = await openThisHost(surroundings);
  const work = await repairWork(surroundings, host, host.guestCalled(name), options);
  await perform(terminal, surroundings, host, { work, deed: "repaired here", objection: undefined }, options);
}

export async function repairWork(
  { clusterFile }: Surroundings,
  host: OpenedHost,
  guest: Guest,
  options: OperationOptions,
): Promise<Work> {
  const dead = confirmedHosts(host.description, clusterFile, host.here, options);
  const effects = await host.effectsFor(guest, dead);
  return { command: "repair", title: "a repair", guest, effects, program: repair };
}
