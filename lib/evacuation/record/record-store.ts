import { constants, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { decode } from "../../guard/wire/shape.ts";
import { writeFileAtomically } from "../../system/atomic-file.ts";
import { readBoundedFile } from "../../system/bounded-file.ts";
import { type EvacuationRecord, evacuationRecord } from "./record.ts";

/** So many evacuations are remembered. */
const mostKept = 50;

/** Bytes. A record of 500 guests has some 200,000. */
const largest = 8 * 1024 * 1024;

export type RecordStore = {
  /** @throws the system's errors */
  readonly keep: (record: EvacuationRecord) => void;
  /** The latest first; what cannot be read is left out. */
  readonly read: () => readonly EvacuationRecord[];
};

export function recordStore(folder: string): RecordStore {
  const pathOf = (name: string) => join(folder, name);
  const names = () => namesIn(folder);
  return {
    keep: (record) => {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      const name = nameOf(record);
      writeFileAtomically(pathOf(name), `${JSON.stringify(record, undefined, 2)}\n`, 0o644);
      for (const old of names().slice(mostKept)) rmSync(pathOf(old), { force: true });
    },
    read: () => names().flatMap((name) => readRecord(pathOf(name)) ?? []),
  };
}

/** Their names have the order of their beginnings. */
function nameOf({ beganMs, id }: EvacuationRecord): string {
  return `${new Date(beganMs).toISOString().replaceAll(":", "-")}.${id.replaceAll(/[^A-Za-z0-9-]/g, "-")}.json`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d.*\.json$/.test(name))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

function readRecord(path: string): EvacuationRecord | undefined {
  try {
    const file = readBoundedFile(path, largest, constants.O_NOFOLLOW);
    if (file === undefined || file.bytes.length > largest) return undefined;
    const decoded = decode(file.bytes.toString("utf8"), evacuationRecord);
    return decoded.kind === "decoded" ? decoded.value : undefined;
  } catch {
    return undefined;
  }
}
