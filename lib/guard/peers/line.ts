import type { Conversation } from "../../system/conversation.ts";
import { deferred } from "../../system/deferred.ts";
import { isReady } from "../wire/exchange.ts";

/** What became of a document. */
export type Heard =
  | { readonly kind: "answer"; readonly document: string }
  /** None came in time. */
  | { readonly kind: "late" }
  /** The connection ended before one came. */
  | { readonly kind: "lost" }
  /** It was not sent: the connection is not there, or no more. */
  | { readonly kind: "unsent" };

/** A connection to another host that is kept open, for several questions or orders at a time. */
export type Line = {
  /** It is there, or will never be. */
  readonly settled: Promise<void>;
  /** It takes nothing more; what was said before may be answered yet. */
  readonly spent: Promise<void>;
  /** @param document one line with an id, which its answer has too */
  readonly ask: (document: string, timeoutMs: number) => Promise<Heard>;
  /** Hangs up; who waits for an answer hears that it is lost. */
  readonly end: () => void;
};

/** So often it is looked whether it is over: what waits for a line keeps this process alive. */
const lookMs = 1_000;

/**
 * A shell's start-up files may say something first.
 *
 * @param host whom it is to lead to; undefined: whoever is asked says so in his answer
 */
export function openLine(conversation: Conversation, host?: string): Line {
  const asked = new Map<string, (heard: Heard) => void>();
  let takes = false;
  let isOver = false;
  const [settled, spent] = [deferred(), deferred()];
  const takeNoMore = () => {
    takes = false;
    spent.resolve();
  };
  const close = () => {
    isOver = true;
    takeNoMore();
    settled.resolve();
    for (const hear of asked.values()) hear({ kind: "lost" });
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
      if (xensan === "ready" && isReady(line, host)) {
        takes = true;
        settled.resolve();
      }
      asked.get(content?.id ?? "")?.({ kind: "answer", document: `${line}\n` });
    }
    conversation.end();
    close();
  };
  void read();
  return {
    ...{ settled: settled.promise, spent: spent.promise },
    end: () => {
      close();
      conversation.end();
    },
    ask: async (document, timeoutMs) => {
      const { id } = documentIn(document.trimEnd()).content ?? {};
      if (!takes || !conversation.isOpen() || id === undefined) return { kind: "unsent" };
      return new Promise((resolve) => {
        const hear = (heard: Heard) => {
          clearTimeout(timer);
          asked.delete(id);
          resolve(heard);
        };
        const timer = setTimeout(() => {
          // Whoever does not answer one may read no other.
          takeNoMore();
          hear({ kind: "late" });
        }, timeoutMs);
        asked.set(id, hear);
        conversation.say(document);
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
