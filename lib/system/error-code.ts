/** What a system call failed with, for a sentence: its code, such as ENOENT; of anything else its message. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
}
