import { guardedReply, guestLock } from "../../lib/guard/guarded-run.ts";
import { answerOrder } from "../../lib/guard/peers/respond.ts";
import { receive } from "../../lib/guard/programs/receive.ts";
import type { Message, Reply } from "../../lib/guard/step.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";

/** Reads an order from standard input, carries it out, and prints the reply. */
export async function obey(terminal: Terminal, surroundings: Surroundings): Promise<void> {
  const input = terminal.readStandardInput();
  const host = await openThisHost(surroundings);
  const response = await answerOrder(host.standpoint, input, (guest, source, message) =>
    carryOut(surroundings, host, guest, source, message),
  );
  if (response.kind === "answer") return terminal.out(response.text);
  throw new AdminError(adminExit.usage, `standard input has no order (${response.reason}).`);
}

async function carryOut(
  { user, machine: { paths, wallClockMs } }: Surroundings,
  host: OpenedHost,
  guest: string,
  source: string,
  message: Message,
): Promise<Reply> {
  const effects = await host.effectsFor(host.guestCalled(guest));
  const sinceMs = wallClockMs();
  const { here, lease } = effects;
  const order = { guest, here, id: message.id, sinceMs, leased: lease !== undefined };
  const purpose = { what: `a migration from ${source}`, sinceMs, user };
  const stored = effects.store.read(guest);
  // Who would only begin, or takes back what was refused, is to hear at once who is at it.
  const isOpen = stored.kind === "open" && stored.operation.id === message.id;
  const patienceMs = isOpen ? effects.limits.turnMs : 0;
  const lock = guestLock(paths.locks, guest, purpose);
  return guardedReply(receive(order, source, message), effects, lock, patienceMs);
}
