import type { ResultPromise } from "execa";
import { killTree } from "./process-tree.ts";

/** How a command ended. Only "exited" says anything about what the command found. */
export type CommandResult =
  | { readonly kind: "exited"; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "signalled"; readonly signal: string; readonly stdout: string; readonly stderr: string }
  /** The cap was reached. What ran was killed; what cannot be killed (a process waiting for a dead disk) was left. */
  | { readonly kind: "timed-out"; readonly afterMs: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not-found"; readonly file: string }
  | { readonly kind: "failed-to-start"; readonly reason: string };

export type CommandOptions = {
  /** Cap in milliseconds. There is no command without one. */
  readonly timeoutMs: number;
  readonly input?: string;
  /** Added to the environment that this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command early; the promise then rejects with the signal's reason, with no child left. */
  readonly signal?: AbortSignal;
};

/** Runs a program with arguments: no shell, standard input closed, output in the C locale, always capped. */
export type RunCommand = (
  file: string,
  args: readonly string[],
  options: CommandOptions,
) => Promise<CommandResult>;

/** How long killed processes get before SIGKILL, and then before they are left behind. */
const graceMs = 500;

const maxOutputBytes = 16 * 1024 * 1024;

export const runCommand: RunCommand = async (file, args, options) => {
  options.signal?.throwIfAborted();
  // Loaded here and not above: a monitor that runs no command must not pay for it (28 ms CPU on this path).
  const { execa } = await import("execa");
  const child = execa(file, args, {
    reject: false,
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
    env: { LC_ALL: "C", ...options.env },
    stripFinalNewline: false,
    maxBuffer: maxOutputBytes,
    // In the caller's process group, so that a cluster manager that kills the agent's group kills the child too.
    detached: false,
  });
  const output = collect(child);
  const cause = await firstOf(child, options);
  if (cause !== "ended") {
    await end(child);
    if (cause === "aborted") throw options.signal?.reason;
    return { kind: "timed-out", afterMs: options.timeoutMs, ...output() };
  }
  const result = await child;
  if (result.exitCode !== undefined) {
    return { kind: "exited", exitCode: result.exitCode, ...output() };
  }
  if (result.signal !== undefined) return { kind: "signalled", signal: result.signal, ...output() };
  if (result.code === "ENOENT") return { kind: "not-found", file };
  return { kind: "failed-to-start", reason: result.originalMessage ?? result.shortMessage ?? "unknown" };
};

type Child = ResultPromise<{ reject: false }>;

/** What was printed so far: a command that was cut off often said why on its last line. */
function collect(child: Child): () => { stdout: string; stderr: string } {
  const text = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text.stderr += chunk;
  });
  return () => text;
}

async function firstOf(child: Child, options: CommandOptions): Promise<"ended" | "timed-out" | "aborted"> {
  const { signal } = options;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await Promise.race([
      child.then(() => "ended" as const),
      new Promise<"timed-out">((resolve) => {
        timer = setTimeout(() => resolve("timed-out"), options.timeoutMs);
      }),
      new Promise<"aborted">((resolve) => {
        onAbort = () => resolve("aborted");
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
    ]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener("abort", onAbort);
  }
}

/** Kills the child and all that it started, then lets go of what will not die, so that this process can end. */
async function end(child: Child): Promise<void> {
  if (child.pid !== undefined) await killTree(child.pid, graceMs);
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.stdin?.destroy();
  child.unref();
}
