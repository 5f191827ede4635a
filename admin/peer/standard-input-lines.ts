import { createInterface } from "node:readline";

/** Whoever reads no more of them closes standard input: else a caller that does not would keep this process. */
export function standardInputLines(): AsyncIterable<string> {
  return {
    [Symbol.asyncIterator]: () => {
      const lines = createInterface({ input: process.stdin });
      const reading = lines[Symbol.asyncIterator]();
      return {
        next: () => reading.next(),
        return: async () => {
          lines.close();
          process.stdin.destroy();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
