import { constants } from "node:fs";
import { readBoundedFile } from "../system/bounded-file.ts";
import { codeOf } from "../system/error-code.ts";
import { guestNameProblem } from "../xen/guest-name.ts";
import type { Operation } from "./operation.ts";
import { operation as operationShape } from "./wire/operation.ts";
import { decode, oneOf, record } from "./wire/shape.ts";

export type StoredOperation =
  | { readonly kind: "none" }
  | { readonly kind: "open"; readonly operation: Operation }
  /** There is something, and nobody knows what: it counts as open. One clause that names the file. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** Bytes. An operation has some hundred. */
const largest = 16 * 1024;

/** The number grows when a file of an older release can no longer be read. */
const fileShape = record({ version: oneOf(1), operation: operationShape });

export function encodeOperation(operation: Operation): string {
  return `${JSON.stringify({ version: 1, operation })}\n`;
}

/** What stands in a guest's file, which must be about that guest. Never throws for what a disk may hold. */
export function readOperation(path: string, guest: string): StoredOperation {
  const unreadable = (what: string): StoredOperation => ({
    kind: "unreadable",
    reason:
      `${path}, where an open operation stands, ${what}: ` +
      `look at ${guest} on all hosts, and remove that file only if nobody is at work on it`,
  });
  if (guestNameProblem(guest) !== undefined) return unreadable("has a name that no guest can have");
  try {
    const content = contentOf(path);
    if (content === undefined) return unreadable("is no file of at most 16 KiB");
    const decoded = decode(content, fileShape);
    if (decoded.kind === "failed") return unreadable(`cannot be understood (${decoded.reason})`);
    const { operation } = decoded.value;
    if (operation.guest !== guest) return unreadable(`is about another guest, ${operation.guest}`);
    return { kind: "open", operation };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { kind: "none" };
    return unreadable(`cannot be read (${codeOf(error)})`);
  }
}

/** Undefined for what is no regular file, or too long. */
function contentOf(path: string): string | undefined {
  const file = readBoundedFile(path, largest, constants.O_NOFOLLOW);
  return file === undefined || file.bytes.length > largest ? undefined : file.bytes.toString("utf8");
}
