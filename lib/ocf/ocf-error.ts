import type { ExitCode } from "./exit-code.ts";

/**
 * Ends an action with an exit code and one sentence for the administrator. The one catch is in run-agent.ts.
 */
export class OcfError extends Error {
  override readonly name = "OcfError";
  readonly code: ExitCode;

  constructor(code: ExitCode, reason: string) {
    super(reason);
    this.code = code;
  }
}
