import { uptimeMs } from "./clock.ts";
import { type Cause, endChild, leaveChild, watchChild } from "./command-end.ts";
import { markVariable, type SendSignal } from "./process-tree.ts";
import { findFile, searchPath } from "./search-path.ts";
import type { ProcessEnd, StartProcess } from "./start-process.ts";

/** How a command ended. Only "exited" says anything about what the command found. */
export type CommandResult =
  | { readonly kind: "exited"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "signalled"; readonly signal: string; readonly stdout: string; readonly stderr: string }
  /** The cap was reached. What ran was killed; what cannot be killed (a process waiting for a dead disk) was left. */
  | { readonly kind: "timed-out"; readonly afterMs: number; readonly stdout: string; readonly stderr: string }
  /** It printed more than `limitBytes` on one stream, and was killed. What is here is the beginning. */
  | {
      readonly kind: "flooded";
      readonly limitBytes: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** The caller let go of it: it goes on by itself, and nobody hears how it ends. */
  | { readonly kind: "left"; readonly stdout: string; readonly stderr: string }
  /** There is no such file, by its path or on PATH. */
  | { readonly kind: "not-found"; readonly file: string }
  /** It is there and could not be started: `reason` completes "FILE could not be started: …". */
  | { readonly kind: "failed-to-start"; readonly reason: string };

export type CommandOptions = {
  /** Cap in milliseconds. There is no command without one; with none left (0 or less) nothing is started. */
  readonly timeoutMs: number;
  readonly input?: string;
  /** Added to the environment that this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command early; the promise then rejects with the signal's reason, with no child left. */
  readonly signal?: AbortSignal;
  /**
   * Lets go of a command that must not be ended, such as a migration: it is neither killed nor waited for. What it prints from
   * then on is lost to it as to anybody whose reader has gone.
   */
  readonly leave?: AbortSignal;
};

/**
 * Runs a program with arguments: no shell, standard input closed, output in the C locale, always capped.
 *
 * A command has ended when its process has exited and its output is closed, as in a shell's $(…): a background
 * process that still holds the output is part of it, and the cap ends that too. A daemon is neither waited for,
 * even one that keeps the output open, nor killed: what left the process group is on its own.
 *
 * @returns at the latest a second after the cap
 * @throws RangeError if the cap is no finite number
 */
export type RunCommand = (
  file: string,
  args: readonly string[],
  options: CommandOptions,
) => Promise<CommandResult>;

/** For agents, and for what runs a command or two: without a library, which would cost more than most commands. */
export const runCommand: RunCommand = commandRunner(process.kill);

/** How long killed processes get before SIGKILL, and then before they are left behind. */
const graceMs = 400;

const limitBytes = 16 * 1024 * 1024;

type Manner = {
  readonly ownSession?: boolean;
  /** Loaded when a command is run: a monitor that runs none must not pay for Node.js's child_process (3 ms CPU). */
  readonly starter?: () => Promise<StartProcess>;
};

async function byNode(): Promise<StartProcess> {
  return (await import("./start-process.ts")).startProcess;
}

/** @param send by what processes are ended; tests pass one that does not */
export function commandRunner(
  send: SendSignal,
  { ownSession = false, starter = byNode }: Manner = {},
): RunCommand {
  return async (file, args, options) => {
    const { signal, leave, timeoutMs } = options;
    if (!Number.isFinite(timeoutMs)) throw new RangeError(`a command's cap must be finite, not ${timeoutMs}`);
    signal?.throwIfAborted();
    if (timeoutMs <= 0) return { kind: "timed-out", afterMs: 0, stdout: "", stderr: "" };
    const startMs = uptimeMs();
    const startProcess = await starter();
    signal?.throwIfAborted();
    const mark = newMark();
    const env = environment(options.env, mark);
    // Not in a session of its own it is in the caller's process group, so that a cluster manager that kills the agent's
    // group kills the child too.
    const child = startProcess(file, args, { env, input: options.input, ownSession });
    if ("kind" in child) return resultOf(child, { file, path: env.PATH }, nothing);
    const leftMs = timeoutMs - (uptimeMs() - startMs);
    const traces = { mark, ...(ownSession && child.pid !== undefined ? { group: child.pid } : {}) };
    const { cause, output } = watchChild(child, traces, { timeoutMs: leftMs, limitBytes, signal, leave });
    const ended = await cause;
    if (ended === "left") {
      output.close();
      leaveChild(child);
      return { kind: "left", ...output.text() };
    }
    if (ended !== "ended") await endChild(child, traces, graceMs, send);
    output.close();
    if (ended === "aborted") throw signal?.reason;
    if (ended !== "ended") return cutOff(ended, timeoutMs, output.text());
    return resultOf(await child.ended, { file, path: env.PATH }, output.text());
  };
}

type Printed = { readonly stdout: string; readonly stderr: string };

function cutOff(
  cause: Exclude<Cause, "ended" | "aborted" | "left">,
  afterMs: number,
  printed: Printed,
): CommandResult {
  return cause === "flooded" ? { kind: cause, limitBytes, ...printed } : { kind: cause, afterMs, ...printed };
}

type Sought = { readonly file: string; readonly path: string };

const nothing: Printed = { stdout: "", stderr: "" };

function resultOf(ended: ProcessEnd, { file, path }: Sought, printed: Printed): CommandResult {
  if (ended.kind !== "not-started") return { ...ended, ...printed };
  const found = findFile(file, path);
  if (ended.code === "ENOENT" && found === undefined) return { kind: "not-found", file };
  return { kind: "failed-to-start", reason: startFailure(ended, found) };
}

function startFailure(
  { code, message }: Extract<ProcessEnd, { readonly kind: "not-started" }>,
  found: string | undefined,
): string {
  if (code === "EACCES") return "it is not a file that this user may execute (EACCES)";
  // execve(2) says ENOENT also for the program that a script's first line names.
  if (code === "ENOENT") return `${found} names an interpreter that is not installed (ENOENT)`;
  return message;
}

let marks = 0;
const startedAt = process.hrtime.bigint();

/** Unlike that of any other process that runs or ran: the moment when this one started is in it. */
function newMark(): string {
  marks += 1;
  return `<${process.pid}.${startedAt}.${marks}>`;
}

/** The inherited environment is read here because it says where commands are found, and holds marks to pass on. */
function environment(added: CommandOptions["env"], mark: string) {
  return {
    LC_ALL: "C",
    ...added,
    PATH: searchPath(added?.["PATH"] ?? process.env["PATH"]),
    [markVariable]: `${process.env[markVariable] ?? ""}${mark}`,
  };
}
