import type { Clock } from "../../system/clock.ts";
import { deadlineAfter } from "../../system/deadline.ts";
import type { Message, Reply } from "../step.ts";
import { decodeReply, encodeOrder } from "../wire/exchange.ts";
import { within } from "../within.ts";
import type { Line } from "./line.ts";
import type { Peer, Topic } from "./peers.ts";

/** Until the other end says that it listens: ssh connects, and xensan reads its cluster file. */
const readyMs = 20_000;

/**
 * Says a message of a hand-over by a connection that is kept open. While a guest stands still, it then takes as long as what it orders,
 * and not a connection and a start of Node.js more. It changes nothing else: the same orders come to the same program, which takes the
 * guest's lock for each alone.
 *
 * @returns "none": the connection is not there, and the message was not sent; say it by another way. "silent": it was sent, and may have
 *   been done
 */
export async function tellBy(
  line: Line,
  { newId, clock }: { readonly newId: () => string; readonly clock: Clock },
  peer: Peer,
  topic: Topic,
  message: Message,
  timeoutMs: number,
): Promise<Reply | { readonly kind: "none" }> {
  const { remainingMs } = deadlineAfter(clock, timeoutMs);
  await within(clock, Math.min(readyMs, timeoutMs), line.settled, line.end);
  const order = { ...topic, id: newId(), to: peer.name, message };
  const heard = await line.ask(encodeOrder(order), remainingMs());
  if (heard.kind === "unsent") return { kind: "none" };
  if (heard.kind !== "answer") {
    return { kind: "silent", reason: "the connection to it was lost, or it took too long to answer" };
  }
  const decoded = decodeReply(order, heard.document);
  if (decoded.kind === "decoded") return decoded.value;
  return { kind: "silent", reason: `what it says cannot be used (${decoded.reason})` };
}
