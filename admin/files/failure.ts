import { AdminError, adminExit } from "../terminal.ts";

/** How far things had come, and so what state they are in. */
export type Phase = "reading" | "undone" | "install-begun" | "removal-begun";

export type SystemFailure = { readonly code: string; readonly path: string; readonly message: string };

/** What the system said, where an error is its refusal. */
export function systemFailure(error: unknown): SystemFailure | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  const { code, dest, path, message } = error as NodeJS.ErrnoException & { readonly dest?: string };
  return { code: code ?? "", path: dest ?? path ?? "", message };
}

/** One sentence about a system call that failed: what, where, what state that leaves, what to do. */
export function failureText(failure: SystemFailure, phase: Phase): string {
  const { what, next } = cause(failure);
  switch (phase) {
    case "reading":
    case "undone":
      return `${what}, and nothing was changed: ${next}.`;
    case "install-begun":
      return `${what} while files were being replaced: ${next}; that finishes what was begun.`;
    case "removal-begun":
      return `${what} while files were being removed: ${next}; that finishes what was begun.`;
  }
}

function cause({ code, path, message }: SystemFailure): { readonly what: string; readonly next: string } {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return {
        what: `${path} may not be read or written by this user (${code})`,
        next: "run it again as root",
      };
    case "ENOSPC":
    case "EDQUOT":
      return {
        what: `There is no space left to write ${path} (${code})`,
        next: "free some, then run it again",
      };
    case "EROFS":
      return {
        what: `${path} is on a file system that is mounted read-only (${code})`,
        next: "mount it for writing, then run it again",
      };
    default:
      return { what: `A step failed (${message})`, next: "set that right, then run it again" };
  }
}

/** What the system refuses while things are only looked at, or the lock is taken. */
export function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const failure = systemFailure(error);
    if (failure === undefined) throw error;
    throw new AdminError(adminExit.refused, failureText(failure, "reading"));
  }
}
