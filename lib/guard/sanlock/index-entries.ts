import { lockspace } from "./place.ts";
import { resultOf } from "./result-code.ts";

export type Lookup =
  | { readonly kind: "found"; readonly offset: number }
  | { readonly kind: "failed"; readonly code: number }
  | { readonly kind: "unknown"; readonly reason: string };

/** Reads `sanlock direct lookup -e GUEST`. */
export function parseLookup(printed: string, guest: string): Lookup {
  const code = resultOf("lookup", printed);
  if (code !== undefined && code !== 0) return { kind: "failed", code };
  const [, name, offset] = /^lookup done 0\nname (\S+) offset (\d{1,16})\n$/.exec(printed) ?? [];
  return name === guest && Number(offset) > 0
    ? { kind: "found", offset: Number(offset) }
    : { kind: "unknown", reason: "sanlock's lookup printed something other than a place" };
}

/** The next free place: `sanlock direct lookup` without a name. */
export function parseNextFree(printed: string): Lookup {
  return parseLookup(printed, "-");
}

export type IndexEntry = { readonly guest: string; readonly offset: number };

/**
 * Reads `sanlock direct dump` of the index. A name can be there twice, after two hosts added it at once: the first is
 * the one that counts, because a lookup finds it.
 */
export function parseIndex(printed: string): readonly IndexEntry[] | undefined {
  const lines = printed.split("\n");
  if (lines.pop() !== "" || !/^ +offset +lockspace +resource /.test(lines[0] ?? "")) return undefined;
  if (!new RegExp(`^\\d+ +${lockspace} rindex_header `).test(lines[1] ?? "")) return undefined;
  const entries = new Map<string, IndexEntry>();
  for (const line of lines.slice(2)) {
    const [, guest, offset] = new RegExp(`^\\d+ +${lockspace} rentry (\\S+) (\\d{1,16})$`).exec(line) ?? [];
    if (guest === undefined) return undefined;
    if (!entries.has(guest)) entries.set(guest, { guest, offset: Number(offset) });
  }
  return [...entries.values()];
}
