import type { Guest } from "../../lib/cluster/description/description.ts";
import type { GuardEffects } from "../../lib/guard/effects.ts";
import { migrate } from "../../lib/guard/programs/migrate.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { perform } from "../operate/perform.ts";
import type { Work } from "../operate/work.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import type { Terminal } from "../terminal.ts";
import { doubtBySilence, whereaboutsOf } from "./elsewhere.ts";
import { hostIn, type OperationOptions } from "./options.ts";
import { listed, objectionByPins } from "./pins.ts";

export async function migrateGuest(
  terminal: Terminal,
  surroundings: Surroundings,
  { guest: name, destination }: { readonly guest: string; readonly destination: string },
  options: OperationOptions,
): Promise<void> {
  const host = await openThisHost(surroundings);
  const guest = host.guestCalled(name);
  hostIn(host.description, surroundings.clusterFile, destination);
  const effects = await host.effectsFor(guest);
  const program: Work["program"] = (order) => migrate(order, destination);
  const work: Work = { command: "migrate", title: "a migration", guest, effects, program, destination };
  const screen = screenOf(terminal, surroundings);
  const objection = await shownOn(screen, name, "looking for it", () =>
    objectionToMove(host, effects, guest, destination),
  );
  await perform(terminal, surroundings, host, { work, deed: `moved to ${destination}`, objection }, options);
}

async function objectionToMove(
  host: OpenedHost,
  effects: GuardEffects,
  guest: Guest,
  destination: string,
): Promise<string | undefined> {
  const refusal = `${guest.name} was not moved to ${destination}`;
  const pinned = objectionByPins(guest, destination, refusal);
  if (pinned !== undefined) return pinned;
  const where = await whereaboutsOf(host, effects);
  switch (where.kind) {
    case "here":
      return destination === host.here ? `${refusal}: that is this host, where it is already.` : undefined;
    case "elsewhere":
      if (where.hosts.includes(destination)) return `${refusal}: it is there already.`;
      return `${refusal}: it runs on ${listed(where.hosts)}; run xensan migrate ${guest.name} ${destination} there.`;
    case "nowhere": {
      const doubt = doubtBySilence(guest.name, where.silent);
      return doubt === undefined
        ? `${refusal}: it runs on no host; start it there with xensan start ${guest.name}.`
        : `${refusal}: it does not run on ${host.here}, and ${doubt}.`;
    }
  }
}
