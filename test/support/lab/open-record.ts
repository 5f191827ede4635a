import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanUp, cleanUpAtExit, forgetAtExit } from "./clean-up.ts";
import { type ProcessId, processId } from "./process.ts";
import { type LabRecord, writeRecord } from "./record.ts";

/** The record of a new lab, written down before anything of the lab is made. @param kind what its id begins with */
export function openRecord(kind = "") {
  const id = `${kind}${randomBytes(4).toString("hex")}`;
  const folder = join(tmpdir(), `xensan-lab-${id}`);
  let record: LabRecord = { id, owner: processId(process.pid), folder, processes: [] };
  const keep = (processes: readonly ProcessId[]) => {
    record = { ...record, processes };
    cleanUpAtExit(record);
    writeRecord(record);
  };
  keep([]);
  return {
    id,
    folder,
    /** One more, whose end takes others of the lab with it. */
    add: (process: ProcessId) => keep([...record.processes, process]),
    /** In place of all that were added. */
    only: (process: ProcessId) => keep([process]),
    /** Takes away all of the lab. */
    end: () => {
      forgetAtExit(record);
      cleanUp(record);
    },
  };
}
