import { expect } from "vitest";
import type { CommandOptions, CommandResult, RunCommand } from "../../../../lib/system/command.ts";

/** One call that a test expects, and how it ends; `takesMs` moves the clock of the test. */
export type Expected = {
  readonly command: string;
  readonly result: CommandResult;
  readonly timeoutMs?: number;
  readonly takesMs?: number;
};

export const exited = (exitCode: number, stdout = "", stderr = ""): CommandResult => ({
  kind: "exited",
  exitCode,
  stdout,
  stderr,
});

/** A clock that only the script moves, and whoever sleeps where that is `patient`, and a runner that takes the expected calls in their order and no other. */
export function scripted(script: readonly Expected[], { patient = false } = {}) {
  const left = [...script];
  let nowMs = 1_000;
  const options: CommandOptions[] = [];
  const run: RunCommand = async (file, args, given) => {
    const next = left.shift();
    const command = [file, ...args].join(" ");
    if (next === undefined) throw new Error(`unexpected call: ${command}`);
    expect(command).toBe(next.command);
    if (next.timeoutMs !== undefined) expect(given.timeoutMs).toBe(next.timeoutMs);
    options.push(given);
    nowMs += next.takesMs ?? 0;
    return next.result;
  };
  const sleep = async (ms: number) => {
    if (!patient) throw new Error("nobody sleeps here");
    nowMs += ms;
  };
  const clock = { nowMs: () => nowMs, sleep };
  return { run, clock, options, expectDone: () => expect(left).toEqual([]) };
}
