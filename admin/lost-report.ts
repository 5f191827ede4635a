import { AdminError, adminExit } from "./terminal.ts";

/**
 * What is told where standard output takes no more. Most commands print at their end, so that what was asked for may be
 * done by then, and must not be done a second time unseen.
 *
 * @param error of the write that failed
 */
export function lostReport(error: unknown): AdminError {
  const why = error instanceof Error ? error.message : String(error);
  return new AdminError(
    adminExit.refused,
    `standard output takes no more (${why}), so what was to be told is lost; what was asked for may be done all the same. ` +
      "Make room where it goes, and look what is so now: with xensan status, or with --dry-run where the command has it.",
  );
}
