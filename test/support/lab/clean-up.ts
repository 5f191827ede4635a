import { rmSync } from "node:fs";
import { listProcesses } from "../../../lib/system/processes.ts";
import { detachLoop, type LoopDevice, loopsBelow } from "./loop-device.ts";
import { type ProcessId, runs } from "./process.ts";
import { type LabRecord, readRecords, removeRecord } from "./record.ts";

/**
 * Takes away everything of one lab: processes, namespaces, mounts and bridge by killing its first process, then
 * loop devices, files and record. What is gone already is no error. Synchronous, since it must also work in the moment
 * when the test runner ends.
 *
 * @throws Error when something cannot be taken away within 10 seconds; the record is kept then, for the next run
 */
export function cleanUp(record: LabRecord): void {
  for (const process of record.processes) killAndWait(process);
  killThoseThatName(record.folder);
  for (const loop of loopsBelow(record.folder)) detachAndWait(loop, record.folder);
  rmSync(record.folder, { recursive: true, force: true });
  removeRecord(record);
}

/** Takes away the labs whose owner ended without doing so. */
export function cleanUpAfterTheDead(): void {
  for (const record of readRecords()) if (!runs(record.owner)) cleanUp(record);
}

const live = new Map<string, LabRecord>();
let watching = false;

/**
 * From now on the end of this process, however it comes about, ends this lab too; SIGKILL leaves it to the next run.
 * A later record of the same lab takes the place of the earlier one.
 */
export function cleanUpAtExit(record: LabRecord): void {
  live.set(record.id, record);
  if (watching) return;
  watching = true;
  process.on("exit", cleanUpAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      cleanUpAll();
      // Without this handler now, so that the process ends as it would have without the lab.
      process.kill(process.pid, signal);
    });
  }
}

export function forgetAtExit(record: LabRecord): void {
  live.delete(record.id);
}

function cleanUpAll(): void {
  for (const record of [...live.values()]) {
    live.delete(record.id);
    cleanUp(record);
  }
}

/** What a lab's processes started and left behind, such as a holder, has a path in the lab's folder among its words. */
function killThoseThatName(folder: string): void {
  for (const { pid, arguments: words } of listProcesses()) {
    if (!words.some((word) => word === folder || word.startsWith(`${folder}/`))) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone by itself.
    }
  }
}

function killAndWait(target: ProcessId): void {
  if (runs(target)) process.kill(target.pid, "SIGKILL");
  waitUntil(() => !runs(target), `process ${target.pid} or one below it does not end`);
}

function detachAndWait(loop: LoopDevice, folder: string): void {
  try {
    detachLoop(loop);
  } catch {
    // Whether someone else was faster or it cannot be detached shows in the wait.
  }
  waitUntil(
    () => !loopsBelow(folder).some(({ device }) => device === loop.device),
    `${loop.device} is still in use and could not be detached`,
  );
}

function waitUntil(condition: () => boolean, otherwise: string): void {
  const neverChanges = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; !condition(); waitedMs += 10) {
    if (waitedMs > 10_000) throw new Error(`The lab cannot be cleaned up: ${otherwise}.`);
    Atomics.wait(neverChanges, 0, 0, 10);
  }
}
