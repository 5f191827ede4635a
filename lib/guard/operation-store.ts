import { linkSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncFolder, writeNewFile } from "../system/atomic-file.ts";
import { codeOf } from "../system/error-code.ts";
import { guestNameProblem } from "../xen/guest-name.ts";
import type { Operation } from "./operation.ts";
import { encodeOperation, readOperation, type StoredOperation } from "./operation-file.ts";
import { prepareStore } from "./operation-folder.ts";
import type { Opened } from "./step.ts";

export const operationsFolder = "/var/lib/xensan/operations";

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
  /**
   * Durably gives the guest's operation another id; at every moment it stands there under one of the two.
   * @throws Error with a sentence where the operation of the old id is not there, or the system's error
   */
  readonly rename: (guest: string, id: string, as: string) => void;
  readonly read: (guest: string) => StoredOperation;
  readonly readAll: () => StoredOperations;
};

/** What the store does to the disk; tests cut it off between any two. All throw the system's errors. */
export type StoreDisk = {
  readonly prepare: (folder: string) => void;
  readonly writeNew: (path: string, content: string) => void;
  readonly link: (from: string, to: string) => void;
  readonly replace: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  readonly sync: (folder: string) => void;
};

const realDisk: StoreDisk = {
  prepare: prepareStore,
  writeNew: (path, content) => writeNewFile(path, content, 0o600),
  link: linkSync,
  replace: renameSync,
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
    rename: (guest, id, as) => {
      const stored = read(guest);
      if (stored.kind === "unreadable") throw new Error(`${stored.reason}.`);
      if (stored.kind === "none" || stored.operation.id !== id) {
        throw new Error(`The operation ${id} of ${guest} is not open any more.`);
      }
      replaceOperation(folder, disk, { ...stored.operation, id: as });
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
  const beside = besideOf(folder, guest);
  try {
    disk.prepare(folder);
    disk.writeNew(beside, encodeOperation(operation));
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
    return undone(path, operation, disk, error);
  }
}

function replaceOperation(folder: string, disk: StoreDisk, operation: Operation): void {
  const { guest } = operation;
  const beside = besideOf(folder, guest);
  disk.writeNew(beside, encodeOperation(operation));
  try {
    disk.replace(beside, join(folder, `${guest}.json`));
  } catch (error) {
    disk.remove(beside);
    throw error;
  }
  disk.sync(folder);
}

function besideOf(folder: string, guest: string): string {
  return join(folder, `.${guest}.${Math.random().toString(36).slice(2)}.new`);
}

function takenBy(path: string, guest: string): Opened {
  const stored = readOperation(path, guest);
  if (stored.kind === "open") return { kind: "taken", by: stored.operation };
  const reason =
    stored.kind === "none" ? `another operation of ${guest} has just ended: try again` : stored.reason;
  return { kind: "failed", reason };
}

/** It may stand there, and not for good: without it, the next power failure does not bring back what nobody began. */
function undone(path: string, { guest, id }: Operation, disk: StoreDisk, error: unknown): Opened {
  const reason = `the operation could not be written to ${path} (${codeOf(error)})`;
  try {
    const stored = readOperation(path, guest);
    if (stored.kind === "open" && stored.operation.id === id) disk.remove(path);
    return { kind: "failed", reason };
  } catch (second) {
    return { kind: "failed", reason: `${reason}, nor removed again (${codeOf(second)}): remove it by hand` };
  }
}
