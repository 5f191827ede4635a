import type { Readable } from "node:stream";

export type CommandOutput = {
  /** What was printed so far, as UTF-8; a byte that is none becomes U+FFFD. */
  readonly text: () => { readonly stdout: string; readonly stderr: string };
  /** Bytes read so far, of both streams. */
  readonly bytesRead: () => number;
  /** Stops reading, so that a writer that is left behind holds nothing of this process. */
  readonly close: () => void;
};

/**
 * Gathers what a command prints, up to `limitBytes` of each stream. When one goes beyond, no more of it is read
 * and `onFlood` is called.
 */
export function gatherOutput(
  streams: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  limitBytes: number,
  onFlood: () => void,
): CommandOutput {
  const stdout = gather(streams.stdout, limitBytes, onFlood);
  const stderr = gather(streams.stderr, limitBytes, onFlood);
  return {
    text: () => ({ stdout: stdout.text(), stderr: stderr.text() }),
    bytesRead: () => stdout.bytesRead() + stderr.bytesRead(),
    close: () => {
      streams.stdout?.destroy();
      streams.stderr?.destroy();
    },
  };
}

function gather(stream: Readable | null, limitBytes: number, onFlood: () => void) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on("data", (chunk: Buffer) => {
    const room = limitBytes - bytes;
    bytes += chunk.length;
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    if (chunk.length > room) {
      stream.destroy();
      onFlood();
    }
  });
  return { text: () => Buffer.concat(chunks).toString("utf8"), bytesRead: () => bytes };
}
