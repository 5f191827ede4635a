import { createInterface } from "node:readline";

export function standardInputLines(): AsyncIterable<string> {
  return createInterface({ input: process.stdin });
}
