import type { Readable, Writable } from "node:stream";
import { deferred } from "../../lib/system/deferred.ts";

/**
 * The ssh connection that stands beside the plain one, from one end. It carries one line each way, and then shows that
 * the other end lives: a plain connection alone may stay open for hours after its peer has died, with the guest
 * suspended.
 */
export type Channel = {
  /** The first line that comes in. Rejects when the channel is lost before. */
  readonly firstLine: Promise<string>;
  readonly say: (line: string) => void;
  /** Resolves, with the reason as one clause, when the other end has closed it or was silent for too long. */
  readonly lost: Promise<string>;
  /** No more signs of life from here, and none expected. */
  readonly close: () => void;
};

export type Pulse = {
  /** Between two signs of life. */
  readonly everyMs: number;
  /** Without a sign of life for so long, the other end is taken for dead. */
  readonly silenceMs: number;
};

/** As patient as ssh's own ServerAliveInterval, with room for a host that is very busy. */
export const defaultPulse: Pulse = { everyMs: 3_000, silenceMs: 30_000 };

/** More than any first line has. */
const longestLine = 4_096;

export function openChannel(input: Readable, output: Writable, { everyMs, silenceMs }: Pulse): Channel {
  let heard = "";
  const { promise: lost, resolve: lose } = deferred<string>();
  let silence = setTimeout(tooSilent, silenceMs);
  const pulse = setInterval(() => write(output, "\n"), everyMs);
  const close = () => {
    clearInterval(pulse);
    clearTimeout(silence);
    input.destroy();
  };
  function tooSilent() {
    lose(`the other end gave no sign of life for ${Math.round(silenceMs / 1000)} s`);
  }
  const firstLine = new Promise<string>((resolve, reject) => {
    lost.then((reason) => reject(new Error(reason)));
    input.on("data", (bytes: Buffer | string) => {
      clearTimeout(silence);
      silence = setTimeout(tooSilent, silenceMs);
      if (heard.length > longestLine) return;
      heard = (heard + bytes.toString()).replace(/^\n+/, "");
      const end = heard.indexOf("\n");
      if (end !== -1) resolve(heard.slice(0, end));
      else if (heard.length > longestLine) lose("the other end does not speak as it should");
    });
  });
  // Whoever waits for neither must not end the process by it.
  firstLine.catch(() => undefined);
  for (const event of ["end", "close", "error"]) input.on(event, () => lose("the ssh connection ended"));
  // A channel that takes nothing more is lost; that shows on its input.
  output.on("error", () => lose("the ssh connection ended"));
  return { firstLine, say: (line) => write(output, line), lost, close };
}

function write(output: Writable, text: string): void {
  if (output.writable) output.write(text);
}
