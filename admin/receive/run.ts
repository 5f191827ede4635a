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
  return guardedReply(receive(order, source, message), effects, guestLock(paths.locks, guest, purpose));
}
