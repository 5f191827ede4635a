import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "../../../lib/system/atomic-file.ts";
import type { ProcessId } from "./process.ts";

/**
 * What a lab leaves on the machine while it lives, written down before it is made, so that a later run can take
 * away what a killed one left.
 */
export type LabRecord = {
  readonly id: string;
  /** The test runner or demo that started the lab. */
  readonly owner: ProcessId;
  /** Holds all files of the lab, the backing files of its loop devices included. */
  readonly folder: string;
  /** Those whose end takes all others of the lab with them. Empty before the first one runs. */
  readonly processes: readonly ProcessId[];
};

const recordsFolder = "/run/xensan-lab";

export function writeRecord(record: LabRecord): void {
  mkdirSync(recordsFolder, { recursive: true });
  writeFileAtomically(recordPath(record.id), `${JSON.stringify(record)}\n`, 0o644);
}

export function removeRecord(record: LabRecord): void {
  rmSync(recordPath(record.id), { force: true });
}

/** The records of all labs on this machine, also of those that run now. */
export function readRecords(): readonly LabRecord[] {
  mkdirSync(recordsFolder, { recursive: true });
  return readdirSync(recordsFolder)
    .filter((name) => /^[a-z0-9-]+\.json$/.test(name))
    .flatMap((name) => readRecord(join(recordsFolder, name)));
}

function readRecord(path: string): LabRecord[] {
  try {
    return [JSON.parse(readFileSync(path, "utf8")) as LabRecord];
  } catch (error) {
    // Another run, which cleans up too, was faster.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function recordPath(id: string): string {
  return join(recordsFolder, `${id}.json`);
}
