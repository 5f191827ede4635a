import { type ChildProcess, spawn } from "node:child_process";

/** How a process ended by itself or by a signal, or why it never was one. */
export type ProcessEnd =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "signalled"; readonly signal: string }
  /** `code`: of the system, such as ENOENT. */
  | { readonly kind: "not-started"; readonly code: string | undefined; readonly message: string };

export type StartedProcess = Pick<
  ChildProcess,
  "pid" | "exitCode" | "signalCode" | "stdin" | "stdout" | "stderr" | "unref" | "once"
> & {
  /** Resolves when it has exited and its output is closed; never rejects. */
  readonly ended: Promise<ProcessEnd>;
};

export type Start = {
  /** All that is added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | undefined;
  /** A session, and so a process group, of its own. */
  readonly ownSession: boolean;
};

/** Starts a program without a shell. "not-started" may also be how it `ended`. */
export type StartProcess = (
  file: string,
  args: readonly string[],
  start: Start,
) => StartedProcess | NotStarted;

export type NotStarted = Extract<ProcessEnd, { readonly kind: "not-started" }>;

/**
 * By Node.js's own means: a library would take longer to load than the program to run, at each of the agents' calls (28 ms
 * of CPU, measured with execa 9). Node.js throws for some of the reasons why there is no process, and emits others.
 */
export const startProcess: StartProcess = (file, args, { env, input, ownSession }) => {
  try {
    const child = spawn(file, args, {
      env: { ...process.env, ...env },
      detached: ownSession,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once("error", (error) => resolve(notStarted(error)));
      child.once("close", (exitCode, signal) => {
        if (exitCode !== null) resolve({ kind: "exited", exitCode });
        else resolve({ kind: "signalled", signal: signal ?? "a signal" });
      });
    });
    // Whoever ends without reading all of its input says so in its exit code, if it matters.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    return Object.assign(child, { ended });
  } catch (error) {
    return notStarted(error);
  }
};

function notStarted(error: unknown): NotStarted {
  const { code, message } = error as NodeJS.ErrnoException;
  return { kind: "not-started", code, message };
}
