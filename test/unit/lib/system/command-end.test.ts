import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { watchChild } from "../../../../lib/system/command-end.ts";
import type { StartedProcess } from "../../../../lib/system/start-process.ts";

it("a command that has exited is heard to its end, also where what it printed is read late", async () => {
  const events = new EventEmitter();
  const stdout = new PassThrough();
  let close: (value: unknown) => void = () => undefined;
  const closed = new Promise((resolve) => {
    close = resolve;
  });
  const child = Object.assign(events, {
    ...{ pid: undefined, exitCode: 0, signalCode: null, stdin: null, stdout, stderr: null },
    unref: () => undefined,
    ended: closed,
  });
  const limits = { timeoutMs: 10_000, limitBytes: 1_000, signal: undefined, leave: undefined };
  const { cause, output } = watchChild(child as unknown as StartedProcess, { mark: "<none>" }, limits);
  const heard = cause.then(() => output.text().stdout);
  events.emit("exit");
  setTimeout(() => stdout.write("all that it said\n"), 300);
  expect(await heard).toBe("all that it said\n");
  close(undefined);
});
