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
 * Whoever asks the same hosts again and again is spared a connection and a start of Node.js for each question, and sshd is not
 * asked for more connections at once than it lets in. Nobody waits for such a connection: it is begun with the first question, and serves
 * those that come when it is there. One that breaks, or an older xensan there, costs nothing but that.
 */
export function questionsOver(converse: () => Promise<StartConversation>): Questions {
  const lines = new Map<string, Line>();
  let isOver = false;
  const begin = async (address: string) => {
    const start = await converse();
    if (!isOver) lines.set(address, openLine(start("ssh", sshArguments(address, "questions"))));
  };
  const begun = new Set<string>();
  return {
    through: (each) => async (address, command, input, timeoutMs) => {
      if (command !== "report") return each(address, command, input, timeoutMs);
      if (!isOver && !begun.has(address)) {
        begun.add(address);
        void begin(address).catch(() => undefined);
      }
      const beganMs = performance.now();
      const answer = await lines.get(address)?.ask(input, timeoutMs);
      if (answer === undefined) {
        return each(address, command, input, timeoutMs - (performance.now() - beganMs));
      }
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
  const close = () => {
    isOver = true;
    isReady = false;
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
      isReady ||= xensan === "ready";
      asked.get(content?.id ?? "")?.(`${line}\n`);
    }
    conversation.end();
    close();
  };
  void read();
  return {
    end: () => {
      close();
      conversation.end();
    },
    ask: async (input, timeoutMs) => {
      const { id } = documentIn(input.trimEnd()).content ?? {};
      if (!isReady || !conversation.isOpen() || id === undefined) return undefined;
      return new Promise((resolve) => {
        const settle = (answer: string | undefined) => {
          clearTimeout(timer);
          asked.delete(id);
          resolve(answer);
        };
        const timer = setTimeout(() => settle("late"), timeoutMs);
        asked.set(id, settle);
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
