import { createHash } from "node:crypto";
import type { Part } from "./part.ts";

/** Of our part of a file; null: it has none. */
export function digestOf(part: Part): string | null {
  return part.kind === "part" ? digest(part.content) : null;
}

export function digest(content: string): string {
  return createHash("sha256").update(content, "latin1").digest("hex");
}
