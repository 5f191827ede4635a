import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Call } from "./calls.ts";

/**
 * Starts a call so many times a second, whether or not the ones before have ended, and gives what all of them took of one
 * core: 1 is all of it.
 */
export async function shareOfCore(call: Call, perSecond: number, seconds: number): Promise<number> {
  const before = childrenMs();
  const startMs = performance.now();
  const ends: Promise<void>[] = [];
  for (let started = 0; started < perSecond * seconds; started += 1) {
    const dueMs = startMs + (started * 1_000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    ends.push(runOnce(call));
  }
  await Promise.all(ends);
  return (childrenMs() - before) / (seconds * 1_000);
}

function runOnce({ file, args, variables, code, name }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: variables, stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", (exit) =>
      exit === code ? resolve() : reject(new Error(`${name} exits with ${exit}`)),
    );
  });
}

/** Milliseconds of CPU of all children that were waited for, and of theirs: cutime and cstime of proc(5), in ticks of 10. */
function childrenMs(): number {
  const text = readFileSync("/proc/self/stat", "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
