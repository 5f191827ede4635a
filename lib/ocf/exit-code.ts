/**
 * Exit codes of the OCF resource agent API 1.1, by meaning.
 *
 * How Pacemaker 2.1.5 takes a failed start: 1 is soft (the next node is tried after the fail-count), 2-5 are
 * hard (never again on this node), 6 is fatal (no node at all).
 */
export const exitCode = {
  success: 0,
  /** Something went wrong, or could not be known. Doubt is always this code, never `notRunning`. */
  generic: 1,
  arguments: 2,
  unimplemented: 3,
  permission: 4,
  /** This node lacks a tool that the action needs; another node may have it. */
  notInstalled: 5,
  /** The configuration is wrong on every node. */
  notConfigured: 6,
  /** Only from a monitor, and only where absence is proven. */
  notRunning: 7,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
