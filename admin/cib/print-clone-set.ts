import { CibError } from "../../cib/cib-error.ts";
import { parseDuration } from "../../cib/duration.ts";
import { evmsCloneSet } from "../../cib/evms-clone-set.ts";
import type { Dialect } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { chooseDialect } from "./choose-dialect.ts";
import { printResource } from "./print-resource.ts";

export type CloneSetOptions = {
  readonly dialect?: Dialect;
  readonly provider: string;
  readonly id: string;
  readonly volumes?: string;
  readonly backend?: string;
  readonly monitor?: string;
  readonly wrap?: true;
};

/** `xensan cib evmscloneset`. */
export async function printCloneSet(
  terminal: Terminal,
  run: RunCommand,
  options: CloneSetOptions,
): Promise<void> {
  const monitorMs = options.monitor === undefined ? undefined : interval(options.monitor);
  const dialect = await chooseDialect(terminal, run, options.dialect);
  try {
    const cloneSet = evmsCloneSet({
      id: options.id,
      provider: options.provider,
      volumes: options.volumes?.split(/[\s,]+/).filter((word) => word !== ""),
      backend: options.backend,
      monitorMs,
      // Heartbeat 2 never forgets a failure by itself; the help says what to do there.
      retryAfterMs: dialect === "heartbeat2" ? "never" : undefined,
    });
    printResource(terminal, dialect, cloneSet, options.wrap);
  } catch (error) {
    if (error instanceof CibError) throw new AdminError(adminExit.usage, error.message);
    throw error;
  }
}

function interval(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw new AdminError(
      adminExit.usage,
      `--monitor "${text}" is not accepted; it takes 30s, 2min, 1h or the like, or 0 for none`,
    );
  }
  return ms;
}
