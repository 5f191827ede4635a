import { CibError } from "../../cib/cib-error.ts";
import { parseDuration } from "../../cib/duration.ts";
import { xenGuest } from "../../cib/xen-vm.ts";
import type { Dialect } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { chooseDialect } from "./choose-dialect.ts";
import type { ListedGuest } from "./listed-guest.ts";
import { printResource } from "./print-resource.ts";

export type DomainOptions = {
  readonly dialect?: Dialect;
  readonly config?: string;
  readonly provider?: string;
  readonly id?: string;
  readonly monitor?: string;
  readonly wrap?: true;
};

/**
 * `xensan cib domain`.
 *
 * @param lookUp what the cluster file says of a guest; asked only where something of it is needed
 */
export async function printDomain(
  terminal: Terminal,
  run: RunCommand,
  lookUp: (name: string) => Promise<ListedGuest>,
  name: string,
  options: DomainOptions,
): Promise<void> {
  const monitorMs = options.monitor === undefined ? undefined : interval(options.monitor);
  try {
    // What cannot be a name is refused before anybody is asked about it.
    const { id, provider, config } = options;
    xenGuest({ name, id, provider, config, monitorMs });
    const isGiven = provider !== undefined && config !== undefined;
    const listed: ListedGuest = isGiven ? { provider, config } : await lookUp(name);
    const dialect = await chooseDialect(terminal, run, options.dialect);
    const guest = xenGuest({
      name,
      id,
      provider: provider ?? listed.provider,
      config: config ?? listed.config,
      monitorMs,
    });
    const warning = warningOf(listed, guest.parameters["config"] !== undefined);
    if (warning.length > 0) terminal.err(`${warning.join(" ")}\n`);
    printResource(terminal, dialect, guest, options.wrap);
  } catch (error) {
    if (error instanceof CibError) throw new AdminError(adminExit.usage, error.message);
    throw error;
  }
}

/** A name that a good cluster file does not have is likely to be misspelt, whatever was typed besides. */
function warningOf({ reason, isAbsent }: ListedGuest, hasConfig: boolean): readonly string[] {
  const why = reason === undefined || (isAbsent && hasConfig) ? [] : [reason];
  return hasConfig ? why : [...why, "The resource is without config; --config sets it."];
}

function interval(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new AdminError(
    adminExit.usage,
    `--monitor "${text}" is not accepted; it takes 30s, 2min, 1h or the like`,
  );
}
