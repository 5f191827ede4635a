import type { Clock } from "../../system/clock.ts";
import type { StartConversation } from "../../system/conversation.ts";
import { within } from "../within.ts";
import { type Line, openLine } from "./line.ts";
import type { Peer } from "./peers.ts";
import { type CallHost, sshArguments } from "./ssh.ts";

/** Connections to other hosts that are kept open. */
export type KeptOpen = {
  /** Asks questions by one of them where it is there, else by a call of its own; anything else always by that. */
  readonly through: (each: CallHost) => CallHost;
  /** The one for all that is ordered there; another one where that takes nothing more. */
  readonly forOrders: (peer: Peer) => Promise<Line>;
  /** Hangs up; who waits for the answer to a question asks by a call of his own, as does whoever asks from now on. */
  readonly end: () => void;
};

/**
 * So long the questions wait for a connection that is begun with the first of them: on an ordinary host it is there as soon as an answer
 * by a call of its own would be.
 */
const patienceMs = 2_500;

/**
 * Whoever asks the same hosts again and again is spared a connection and a start of Node.js for each question, and sshd is not
 * asked for more connections at once than it lets in. One that is not there soon, or breaks, costs nothing but that
 * moment.
 */
export function keptOpen(converse: () => Promise<StartConversation>, clock: Clock): KeptOpen {
  const lines = new Set<Line>();
  let isOver = false;
  const opened = async (address: string, words: "questions" | "session", host?: string) => {
    const start = await converse();
    const line = openLine(start("ssh", sshArguments(address, words)), host);
    lines.add(line);
    if (isOver) line.end();
    return line;
  };
  const forQuestions = once((address) => opened(address, "questions"));
  const orders = new Map<string, Promise<Line>>();
  const soon = once((address) => {
    const settled = forQuestions(address).then((line) => line.settled);
    return within(
      clock,
      patienceMs,
      settled.catch(() => undefined),
      () => undefined,
    );
  });
  return {
    through: (each) => async (address, command, input, timeoutMs) => {
      if (command !== "report" || isOver) return each(address, command, input, timeoutMs);
      const beganMs = performance.now();
      const leftMs = () => Math.max(0, timeoutMs - (performance.now() - beganMs));
      await soon(address);
      const line = await forQuestions(address).catch(() => undefined);
      const heard = await line?.ask(input, leftMs());
      switch (heard?.kind) {
        case "answer":
          return { kind: "exited", exitCode: 0, stdout: heard.document, stderr: "" };
        case "late":
          return { kind: "timed-out", afterMs: timeoutMs, stdout: "", stderr: "" };
        default:
          return each(address, command, input, leftMs());
      }
    },
    forOrders: ({ name, address }) => {
      const known = orders.get(name);
      if (known !== undefined) return known;
      const line = opened(address, "session", name);
      orders.set(name, line);
      const forget = () => orders.delete(name);
      line.then(({ spent }) => spent).then(forget, forget);
      return line;
    },
    end: () => {
      isOver = true;
      for (const line of lines) line.end();
    },
  };
}

/** The same for an address whoever asks, and however often. */
function once<T>(make: (address: string) => Promise<T>): (address: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (address) => {
    const known = made.get(address) ?? make(address);
    made.set(address, known);
    return known;
  };
}
