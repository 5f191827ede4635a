import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { watchChild } from "../../../../lib/system/command-end.ts";
import type { StartedProcess } from "../../../../lib/system/start-process.ts";

/** A command that has exited, and whose output somebody keeps open. */
function exitedCommand() {
  const stdout = new PassThrough();
  let close: (value: unknown) => void = () => undefined;
  const ended = new Promise((resolve) => {
    close = resolve;
  });
  const child = Object.assign(new EventEmitter(), {
    ...{ pid: undefined, exitCode: 0, signalCode: null, stdin: null, stdout, stderr: null },
    ...{ unref: () => undefined, ended },
  });
  return { child, stdout, close };
}

const limits = { timeoutMs: 10_000, limitBytes: 1_000, signal: undefined, leave: undefined };

it("a command that has exited is heard to its end, also where what it printed is read late", async () => {
  const { child, stdout, close } = exitedCommand();
  const { cause, output } = watchChild(child as unknown as StartedProcess, { mark: "<none>" }, limits);
  const heard = cause.then(() => output.text().stdout);
  child.emit("exit");
  setTimeout(() => stdout.write("all that it said\n"), 300);
  expect(await heard).toBe("all that it said\n");
  close(undefined);
});

it("a command that has exited is ended by its time where nobody can look at the processes", async () => {
  const { child } = exitedCommand();
  let looks = 0;
  const traces = {
    get mark(): string {
      looks += 1;
      throw new Error("EMFILE: too many open files, scandir '/proc'");
    },
  };
  const { cause } = watchChild(child as unknown as StartedProcess, traces, { ...limits, timeoutMs: 1_500 });
  child.emit("exit");
  expect(await cause).toBe("timed-out");
  expect(looks).toBeGreaterThan(0);
});
