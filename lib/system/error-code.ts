/** What a system call failed with, for a sentence: its code, such as ENOENT; of anything else its message. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
}

/** Whether the system forbids to this user what it would let root do. */
export function isForRoot(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (code === "EACCES" || code === "EPERM") && process.geteuid?.() !== 0;
}
