import { type CommandOutput, gatherOutput } from "./command-output.ts";
import { type Family, findMembers, killFamily, type SendSignal } from "./process-tree.ts";
import type { StartedProcess } from "./start-process.ts";

/** What ended a command first. */
export type Cause = "ended" | "timed-out" | "aborted" | "flooded" | "left";

/** By what those are found that a command left behind. */
export type Traces = Pick<Family, "mark" | "group">;

export type Limits = {
  readonly timeoutMs: number;
  readonly limitBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly leave: AbortSignal | undefined;
};

/** setTimeout fires at once for more than this; for less than nothing Node.js 22 warns. */
const longestTimerMs = 2 ** 31 - 1;

/** Tells what ended a command first, and leaves no timer and no listener. */
export function watchChild(child: StartedProcess, traces: Traces, limits: Limits) {
  let decide: (cause: Cause) => void = () => {};
  const decided = new Promise<Cause>((resolve) => {
    decide = resolve;
  });
  const output = gatherOutput(child, limits.limitBytes, () => decide("flooded"));
  const timer = setTimeout(
    () => decide("timed-out"),
    Math.max(0, Math.min(limits.timeoutMs, longestTimerMs)),
  );
  const onAbort = () => decide("aborted");
  limits.signal?.addEventListener("abort", onAbort, { once: true });
  const onLeave = () => decide("left");
  limits.leave?.addEventListener("abort", onLeave, { once: true });
  if (limits.leave?.aborted) onLeave();
  void child.ended.then(() => decide("ended"));
  const over = new AbortController();
  child.once("exit", () => {
    // Where processes cannot be looked at, the command's own time ends it.
    void onlyDaemonsHold(output, traces, over.signal)
      .catch(() => false)
      .then((yes) => yes && decide("ended"));
  });
  const cause = decided.finally(() => {
    over.abort();
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", onAbort);
    limits.leave?.removeEventListener("abort", onLeave);
  });
  return { cause, output };
}

/**
 * After the exit of a command whose output stays open: true once nothing more was printed for a while and nobody of the
 * command is left, so that only a daemon can hold it. False when the command ended otherwise meanwhile.
 *
 * Where a host is starved of processor time, an exit is heard of long before what was printed is read: 1.4 s in a dom0
 * under emulation. A single quiet moment there lost all of it, and an empty answer looked like the command's own.
 */
async function onlyDaemonsHold(output: CommandOutput, traces: Traces, over: AbortSignal): Promise<boolean> {
  let bytesBefore = -1;
  let quietLooks = 0;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    await pause(pauseMs, over);
    await wholeTurn();
    if (over.aborted) return false;
    quietLooks = output.bytesRead() === bytesBefore ? quietLooks + 1 : 0;
    bytesBefore = output.bytesRead();
    if (quietLooks < enoughQuietLooks || (await findMembers(traces, [])).length > 0) continue;
    await wholeTurn();
    if (output.bytesRead() === bytesBefore) return !over.aborted;
  }
}

/** They take 0.6 s together, and in each this process looks at all that it can read: time alone would tell nothing. */
const enoughQuietLooks = 4;

/** Until this process has looked once at all that it can read. */
function wholeTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Kills a child and all that it started, then lets go of what will not die, so that this process can end. */
export async function endChild(
  child: StartedProcess,
  traces: Traces,
  graceMs: number,
  send: SendSignal,
): Promise<void> {
  const running = child.exitCode === null && child.signalCode === null ? child.pid : undefined;
  const family = running === undefined ? traces : { ...traces, root: running };
  const allGone = await killFamily(family, graceMs, send);
  // The last words of what was killed are still to be read, and the child is still to be collected.
  if (allGone) {
    const collected = new AbortController();
    await Promise.race([child.ended.then(() => collected.abort()), pause(100, collected.signal)]);
  }
  leaveChild(child);
}

/** Lets go of a child that goes on by itself: nothing of it keeps this process from ending. */
export function leaveChild(child: StartedProcess): void {
  child.stdin?.destroy();
  child.unref();
}

/** Resolves after `ms`, or at once when aborted: a timer that is left would keep this process alive. */
function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      over.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    over.addEventListener("abort", done, { once: true });
  });
}
