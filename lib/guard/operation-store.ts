import { closeSync, constants, fstatSync, linkSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncFolder, writeNewFile } from "../system/atomic-file.ts";
import { guestNameProblem } from "../xen/guest-name.ts";
import type { Operation } from "./operation.ts";
import { prepareStore } from "./operation-folder.ts";
import type { Opened } from "./step.ts";
import { operation as operationShape } from "./wire/operation.ts";
import { decode, oneOf, record } from "./wire/shape.ts";

export const operationsFolder = "/var/lib/xensan/operations";

export type StoredOperation =
  | { readonly kind: "none" }
  | { readonly kind: "open"; readonly operation: Operation }
  /** There is something, and nobody knows what: it counts as open. One clause that names the file. */
  | { readonly kind: "unreadable"; readonly reason: string };

export type StoredOperations =
  | { readonly kind: "listed"; readonly stored: ReadonlyMap<string, StoredOperation> }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * The operations that are open on this host, one file for each guest. Whoever changes one holds the guest's lock. At
 * every moment the disk has the whole file or none; a crash can leave a file beside it whose name begins with a full
 * stop, which nobody reads.
 */
export type OperationStore = {
  /** Durable once it says "opened"; nobody's operation is ever replaced. */
  readonly open: (operation: Operation) => Opened;
  /**
   * Durably takes away the guest's operation if it is this one; of another one, or of none, nothing is touched.
   * @throws Error with a sentence where it cannot be told, or not be taken away for good
   */
  readonly close: (guest: string, id: string) => void;
  readonly read: (guest: string) => StoredOperation;
  readonly readAll: () => StoredOperations;
};

/** What the store does to the disk; tests cut it off between any two. All throw the system's errors. */
export type StoreDisk = {
  readonly prepare: (folder: string) => void;
  readonly writeNew: (path: string, content: string) => void;
  readonly link: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  readonly sync: (folder: string) => void;
};

const realDisk: StoreDisk = {
  prepare: prepareStore,
  writeNew: (path, content) => writeNewFile(path, content, 0o600),
  link: linkSync,
  remove: (path) => rmSync(path),
  sync: syncFolder,
};

export function operationStore(
  folder: string = operationsFolder,
  disk: StoreDisk = realDisk,
): OperationStore {
  const pathOf = (guest: string) => join(folder, `${guest}.json`);
  const read = (guest: string) => readOperation(pathOf(guest), guest);
  return {
    read,
    open: (operation) => openOperation(folder, disk, operation),
    close: (guest, id) => {
      const stored = read(guest);
      if (stored.kind === "unreadable") throw new Error(`${stored.reason}.`);
      if (stored.kind === "none" || stored.operation.id !== id) return;
      disk.remove(pathOf(guest));
      disk.sync(folder);
    },
    readAll: () => {
      try {
        const guests = readdirSync(folder).flatMap((name) => /^([^.].*)\.json$/.exec(name)?.[1] ?? []);
        return { kind: "listed", stored: new Map(guests.sort().map((guest) => [guest, read(guest)])) };
      } catch (error) {
        if (codeOf(error) === "ENOENT") return { kind: "listed", stored: new Map() };
        return { kind: "unreadable", reason: `${folder} cannot be read (${codeOf(error)})` };
      }
    },
  };
}

function openOperation(folder: string, disk: StoreDisk, operation: Operation): Opened {
  const { guest } = operation;
  const problem = guestNameProblem(guest);
  if (problem !== undefined) return { kind: "failed", reason: problem.replace(/\.$/, "") };
  const path = join(folder, `${guest}.json`);
  const beside = join(folder, `.${guest}.${Math.random().toString(36).slice(2)}.new`);
  try {
    disk.prepare(folder);
    disk.writeNew(beside, `${JSON.stringify({ version: 1, operation })}\n`);
    try {
      // Unlike a rename, a link never takes another file's place: of two that open at once, one finds it taken.
      disk.link(beside, path);
      disk.sync(folder);
    } finally {
      disk.remove(beside);
    }
    return { kind: "opened" };
  } catch (error) {
    if (codeOf(error) === "EEXIST") return takenBy(path, guest);
    return undone(path, operation, error);
  }
}

function takenBy(path: string, guest: string): Opened {
  const stored = readOperation(path, guest);
  if (stored.kind === "open") return { kind: "taken", by: stored.operation };
  const reason =
    stored.kind === "none" ? `another operation of ${guest} has just ended: try again` : stored.reason;
  return { kind: "failed", reason };
}

/** It may stand there, and not for good: without it, the next power failure does not bring back what nobody began. */
function undone(path: string, { guest, id }: Operation, error: unknown): Opened {
  const reason = `the operation could not be written to ${path} (${codeOf(error)})`;
  try {
    const stored = readOperation(path, guest);
    if (stored.kind === "open" && stored.operation.id === id) rmSync(path);
    return { kind: "failed", reason };
  } catch (second) {
    return { kind: "failed", reason: `${reason}, nor removed again (${codeOf(second)}): remove it by hand` };
  }
}

/** Bytes. An operation has some hundred. */
const largest = 16 * 1024;

const fileShape = record({ version: oneOf(1), operation: operationShape });

function readOperation(path: string, guest: string): StoredOperation {
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
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(largest + 1);
    if (!fstatSync(file).isFile()) return undefined;
    let length = 0;
    for (let count = -1; count !== 0 && length <= largest; length += count) {
      count = readSync(file, buffer, length, buffer.length - length, null);
    }
    return length > largest ? undefined : buffer.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
