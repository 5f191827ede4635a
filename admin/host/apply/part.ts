import { findBlock, withBlock } from "../block.ts";
import { findHeader, withHeader } from "../header.ts";
import type { HostFile } from "../host-file.ts";

/** What a file has of ours: all of it, a block, or an LSB header. */
export type Part =
  | { readonly kind: "none" }
  | { readonly kind: "part"; readonly content: string }
  /** Nobody knows which part of it is ours: `why` completes "FILE …". */
  | { readonly kind: "broken"; readonly why: string };

/** @param text of the file; undefined where there is none */
export function partOf(extent: HostFile["extent"], text: string | undefined): Part {
  if (text === undefined) return { kind: "none" };
  switch (extent) {
    case "whole":
      return { kind: "part", content: text };
    case "block": {
      const block = findBlock(text);
      return block.kind === "absent"
        ? { kind: "none" }
        : block.kind === "broken"
          ? block
          : { kind: "part", content: block.content };
    }
    case "header": {
      const header = findHeader(text);
      return header.kind === "broken" ? header : { kind: "part", content: header.content };
    }
  }
}

/**
 * The file with another content for our part, all else as it was; undefined: no file. Without content our part goes: a
 * file that then has nothing in it goes too, and a header, which a script cannot do without, stays.
 */
export function withPart(
  extent: HostFile["extent"],
  text: string | undefined,
  content: string | undefined,
): string | undefined {
  if (extent === "whole") return content;
  if (text === undefined)
    return extent === "block" && content !== undefined ? withBlock("", content) : undefined;
  if (extent === "header") return content === undefined ? text : withHeader(text, content);
  if (content !== undefined) return withBlock(text, content);
  const block = findBlock(text);
  if (block.kind !== "block") return text;
  const rest = text.slice(0, block.start) + text.slice(block.end);
  return rest === "" ? undefined : rest;
}
