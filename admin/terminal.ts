/** Where an admin command reads and writes; main.ts builds the real one, tests pass their own. */
export type Terminal = {
  /** Results: what a program may read. */
  readonly out: (text: string) => void;
  /** False once the reader of the results has gone, for who would else go on for ever; left out: nobody knows. */
  readonly isHeard?: () => boolean;
  /** Errors, warnings, progress. */
  readonly err: (text: string) => void;
  readonly readStandardInput: () => string;
  /** The code that this run will end with, for commands that found something but did not fail. */
  readonly endWith: (code: AdminExit) => void;
};

/** Exit codes of every `xensan` command. */
export const adminExit = {
  done: 0,
  /** Refused or failed, and nothing is in an unsafe state; for checks: there are findings. */
  refused: 1,
  /** The command line or an input file cannot be understood. */
  usage: 2,
  needsRepair: 3,
} as const;

export type AdminExit = (typeof adminExit)[keyof typeof adminExit];

/** Ends a command with an exit code and one sentence on standard error. The one catch is in main.ts. */
export class AdminError extends Error {
  override readonly name = "AdminError";
  readonly code: AdminExit;

  constructor(code: AdminExit, reason: string) {
    super(reason);
    this.code = code;
  }
}
