import { execa } from "execa";
import type { ProcessEnd, StartProcess } from "./start-process.ts";

/** The only import of execa, see runByExeca; elsewhere start-process.ts stands in its place. */
export const startByExeca: StartProcess = (file, args, { env, input, ownSession }) => {
  const child = execa(file, args, {
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    env,
    cwd: workingFolder(),
    detached: ownSession,
    // Ends and output are watched, bounded and cut off by command-end.ts, alike for both ways to start a program.
    reject: false,
    buffer: false,
    forceKillAfterDelay: false,
  });
  return Object.assign(child, { ended: child.then(endOf) });
};

/** Execa throws where the folder that this process was started in is gone: nothing that it is asked to run needs that one. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "/";
  }
}

type Result = {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
};

function endOf({ exitCode, signal, code, originalMessage }: Result): ProcessEnd {
  if (exitCode !== undefined) return { kind: "exited", exitCode };
  if (signal !== undefined) return { kind: "signalled", signal };
  return { kind: "not-started", code, message: originalMessage ?? "the system gave no reason" };
}
