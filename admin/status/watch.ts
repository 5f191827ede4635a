import type { Machine } from "../../lib/guard/machine.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import type { StatusOptions } from "./command.ts";
import type { Status } from "./document.ts";
import { frame, leave, type ScreenSize, take } from "./frame.ts";
import { lookAtAll } from "./look.ts";
import { deliver } from "./run.ts";
import { renderStatus } from "./text.ts";

/**
 * Looks again and again until Ctrl-C or SIGTERM, or until nobody reads what it prints any more. On a terminal each look takes
 * the place of the one before, on a screen of its own, and at the end the last one stays; elsewhere one follows the other. A
 * look under way is let go of: it only asks.
 */
export async function watch(
  terminal: Terminal,
  surroundings: Surroundings,
  options: StatusOptions,
): Promise<void> {
  const over = new AbortController();
  const calm = surroundings.onInterrupt(() => over.abort());
  const size = surroundings.isTerminal.output ? surroundings.screenSize : undefined;
  const redraws = size !== undefined && !options.json && options.html === undefined;
  const machine = endedBy(surroundings.machine, over.signal);
  const ended = new Promise<undefined>((resolve) => {
    over.signal.addEventListener("abort", () => resolve(undefined));
  });
  const host = await openThisHost({ ...surroundings, machine });
  let last: Status | undefined;
  try {
    if (redraws) terminal.out(take);
    while (!over.signal.aborted) {
      const looked = lookAtAll(host, machine).catch((error: unknown) => {
        if (over.signal.aborted) return undefined;
        throw error;
      });
      const status = await Promise.race([looked, ended]);
      if (status === undefined) break;
      if (redraws) terminal.out(frameOf(status, options, size()));
      else await deliverNext(terminal, status, options, last === undefined);
      last = status;
      if (terminal.isHeard?.() === false) break;
      await machine.clock.sleep(options.every * 1_000, over.signal).catch(() => undefined);
    }
  } finally {
    if (redraws) terminal.out(leave);
    calm();
  }
  if (redraws && last !== undefined) await deliver(terminal, last, {});
}

/** Its commands only ask, so they may be ended at any moment. */
function endedBy(machine: Machine, signal: AbortSignal): Machine {
  const run: RunCommand = (file, args, options) => machine.run(file, args, { ...options, signal });
  return { ...machine, run };
}

function frameOf(status: Status, { every }: StatusOptions, size: ScreenSize): string {
  const text = `${renderStatus(status)}\nAgain every ${every} s; Ctrl-C ends this.\n`;
  return frame(text, size);
}

/** One on a line, for programs; for people with a line between two. */
async function deliverNext(
  terminal: Terminal,
  status: Status,
  options: StatusOptions,
  isFirst: boolean,
): Promise<void> {
  const oneLine: Terminal = { ...terminal, out: () => terminal.out(`${JSON.stringify(status)}\n`) };
  if (!isFirst && !options.json && options.html === undefined) terminal.out("\n");
  await deliver(options.json ? oneLine : terminal, status, options);
}
