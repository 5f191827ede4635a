import { setTimeout as sleep } from "node:timers/promises";
import type { Conversation, StartConversation } from "../../system/conversation.ts";
import type { CallHost } from "./ssh.ts";
import { sshArguments } from "./ssh.ts";

/** Connections to other hosts that are kept open for questions. */
export type Questions = {
  /** Asks by one of them where it is there, else by a call of its own. */
  readonly through: (each: CallHost) => CallHost;
  /** Hangs up; who waits for an answer asks by a call of his own, as does whoever asks from now on. */
  readonly end: () => void;
};

/**
 * So long the questions wait for a connection that is begun with the first of them: on an ordinary host it is there as soon as an answer
 * by a call of its own would be.
 */
const patienceMs = 2_500;

/**
 * Whoever asks the same hosts again and again is spared a connection and a start of Node.js for each question, and sshd is not
 * asked for more connections at once than it lets in. One that is not there soon, or breaks, or an older xensan there, costs nothing
 * but that moment.
 */
export function questionsOver(converse: () => Promise<StartConversation>): Questions {
  const lines = new Map<string, Line>();
  let isOver = false;
  const open = async (address: string) => {
    const start = await converse();
    if (isOver) return;
    const line = openLine(start("ssh", sshArguments(address, "questions")));
    lines.set(address, line);
    await line.settled;
  };
  const begin = async (address: string) => {
    const over = new AbortController();
    const patience = sleep(patienceMs, undefined, { signal: over.signal });
    await Promise.race([open(address), patience]).catch(() => undefined);
    patience.catch(() => undefined);
    over.abort();
  };
  const begun = new Map<string, Promise<void>>();
  return {
    through: (each) => async (address, command, input, timeoutMs) => {
      if (command !== "report") return each(address, command, input, timeoutMs);
      const beganMs = performance.now();
      if (!isOver && !begun.has(address)) begun.set(address, begin(address));
      await begun.get(address);
      const leftMs = () => timeoutMs - (performance.now() - beganMs);
      const answer = await lines.get(address)?.ask(input, leftMs());
      if (answer === undefined) return each(address, command, input, leftMs());
      if (answer === "late") return { kind: "timed-out", afterMs: timeoutMs, stdout: "", stderr: "" };
      return { kind: "exited", exitCode: 0, stdout: answer, stderr: "" };
    },
    end: () => {
      isOver = true;
      for (const line of lines.values()) line.end();
    },
  };
}

type Line = {
  /** It is there, or will never be. */
  readonly settled: Promise<void>;
  /** A document; "late": none came in time. Undefined: the connection is not there, or no more. */
  readonly ask: (input: string, timeoutMs: number) => Promise<string | "late" | undefined>;
  readonly end: () => void;
};

/** So often it is looked whether it is over: what waits for a line keeps this process alive. */
const lookMs = 1_000;

function openLine(conversation: Conversation): Line {
  const asked = new Map<string, (answer: string | undefined) => void>();
  let isReady = false;
  let isOver = false;
  let settle = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const close = () => {
    isOver = true;
    isReady = false;
    settle();
    for (const hear of asked.values()) hear(undefined);
    asked.clear();
  };
  const read = async () => {
    while (!isOver) {
      const line = await conversation.nextLine(lookMs);
      if (line === undefined) {
        if (!conversation.isOpen()) break;
        continue;
      }
      const { xensan, content } = documentIn(line);
      if (xensan === "ready") {
        isReady = true;
        settle();
      }
      asked.get(content?.id ?? "")?.(`${line}\n`);
    }
    conversation.end();
    close();
  };
  void read();
  return {
    settled,
    end: () => {
      close();
      conversation.end();
    },
    ask: async (input, timeoutMs) => {
      const { id } = documentIn(input.trimEnd()).content ?? {};
      if (!isReady || !conversation.isOpen() || id === undefined) return undefined;
      return new Promise((resolve) => {
        const hear = (answer: string | undefined) => {
          clearTimeout(timer);
          asked.delete(id);
          resolve(answer);
        };
        const timer = setTimeout(() => hear("late"), timeoutMs);
        asked.set(id, hear);
        conversation.say(input);
      });
    },
  };
}

type Document = { readonly xensan?: unknown; readonly content?: { readonly id?: string } };

/** Only to tell whose answer it is; whoever asked reads it. */
function documentIn(line: string): Document {
  if (!line.startsWith('{"xensan":')) return {};
  try {
    return JSON.parse(line) as Document;
  } catch {
    return {};
  }
}
