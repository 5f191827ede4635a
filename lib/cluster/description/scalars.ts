import * as z from "zod";
import type { TextRule } from "./text-rules.ts";

/** Values that are no list and no mapping. Every `error` completes "it must be …". */

export function text({ pattern, maxLength, accepts }: TextRule) {
  return z.string({ error: accepts }).regex(pattern, { error: accepts }).max(maxLength, { error: accepts });
}

export function word<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` });
}

export function whole(least: number, most: number, accepts = `a whole number from ${least} to ${most}`) {
  return z.int({ error: accepts }).min(least, { error: accepts }).max(most, { error: accepts });
}

export function truth() {
  return z.boolean({ error: "true or false" });
}
