import type { Conversation, StartConversation } from "../../system/conversation.ts";
import type { Message, Reply } from "../step.ts";
import { decodeReply, encodeOrder, isReady } from "../wire/exchange.ts";
import type { Peer, Topic } from "./peers.ts";
import { sshArguments } from "./ssh.ts";

/** One connection to the destination of a hand-over, kept open from its first message to its last. */
export type Session = {
  /**
   * "none": the connection is not there, and the message was not sent; say it by another way. "silent": it was sent, and may have
   * been done.
   */
  readonly tell: (message: Message, timeoutMs: number) => Promise<Reply | { readonly kind: "none" }>;
  readonly end: () => void;
};

/** Until the other end says that it listens: ssh connects, and xensan reads its cluster file. */
const readyMs = 20_000;

/**
 * While a guest stands still, a message then takes as long as what it orders, and not a connection and a start of Node.js more. It
 * changes nothing else: the same orders come to the same program, which takes the guest's lock for each alone.
 */
export function openSession(
  start: StartConversation,
  newId: () => string,
  peer: Peer,
  topic: Topic,
): Session {
  const conversation = start("ssh", sshArguments(peer.address, "session"));
  const ready = isGreeted(conversation, peer);
  return {
    end: conversation.end,
    tell: async (message, timeoutMs) => {
      if (!(await ready) || !conversation.isOpen()) return { kind: "none" };
      const order = { ...topic, id: newId(), to: peer.name, message };
      conversation.say(encodeOrder(order));
      const deadlineMs = performance.now() + timeoutMs;
      for (;;) {
        const line = await conversation.nextLine(deadlineMs - performance.now());
        if (line === undefined) {
          // What comes later would be taken for the answer to something else.
          conversation.end();
          return { kind: "silent", reason: "the connection to it was lost, or it took too long to answer" };
        }
        if (!line.startsWith('{"xensan":')) continue;
        const decoded = decodeReply(order, `${line}\n`);
        if (decoded.kind === "decoded") return decoded.value;
        conversation.end();
        return { kind: "silent", reason: `what it says cannot be used (${decoded.reason})` };
      }
    },
  };
}

/** An older xensan there does not know of sessions, and a shell's start-up files may say something first. */
async function isGreeted(conversation: Conversation, { name }: Peer): Promise<boolean> {
  const deadlineMs = performance.now() + readyMs;
  for (;;) {
    const line = await conversation.nextLine(deadlineMs - performance.now());
    if (line !== undefined && !isReady(line, name)) continue;
    if (line === undefined) conversation.end();
    return line !== undefined;
  }
}
