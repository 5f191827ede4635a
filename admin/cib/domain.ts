import { Command, Option } from "commander";
import { CibError } from "../../cib/cib-error.ts";
import { configuration } from "../../cib/configuration.ts";
import { renderers } from "../../cib/dialect/renderers.ts";
import { parseDuration } from "../../cib/duration.ts";
import { xenGuest } from "../../cib/xen-vm.ts";
import { xmlText } from "../../cib/xml-text.ts";
import { type Dialect, dialects } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { chooseDialect } from "./choose-dialect.ts";
import { type ListedGuest, listedGuest } from "./listed-guest.ts";

/** @param lookUp what the cluster file says of a guest */
export function domainCommand(terminal: Terminal, run: RunCommand, lookUp = listedGuest): Command {
  return new Command("domain")
    .description("Print the resource by which the cluster watches a guest that is moved by hand")
    .argument("<guest>", "its name in Xen")
    .addOption(
      new Option("--dialect <dialect>", "spelling (default: what the running cluster speaks)").choices(
        dialects,
      ),
    )
    .option("--config <path>", "the guest's configuration file (default: the cluster file's)")
    .option("--provider <provider>", "whose agent watches it (default: the cluster file's, else xensan)")
    .option("--id <id>", "name of the resource (default: the guest's name)")
    .option("--monitor <interval>", "how often it is looked at, such as 30s or 2min (default: 30s)")
    .option("--wrap", "with an otherwise empty CIB around it, for validators")
    .addHelpText("after", help)
    .action((name: string, options: Options) => print(terminal, run, lookUp, name, options));
}

type Options = {
  readonly dialect?: Dialect;
  readonly config?: string;
  readonly provider?: string;
  readonly id?: string;
  readonly monitor?: string;
  readonly wrap?: true;
};

async function print(
  terminal: Terminal,
  run: RunCommand,
  lookUp: (name: string) => Promise<ListedGuest>,
  name: string,
  options: Options,
): Promise<void> {
  const monitorMs = options.monitor === undefined ? undefined : interval(options.monitor);
  try {
    // What cannot be a name is refused before anybody is asked about it.
    const { id, provider, config } = options;
    xenGuest({ name, id, provider, config, monitorMs });
    const listed = await lookUp(name);
    const dialect = await chooseDialect(terminal, run, options.dialect);
    const guest = xenGuest({
      name,
      id,
      provider: provider ?? listed.provider,
      config: config ?? listed.config,
      monitorMs,
    });
    if (guest.parameters["config"] === undefined) {
      terminal.err(`${listed.reason} The resource is without config; --config sets it.\n`);
    }
    const renderer = renderers[dialect];
    terminal.out(
      xmlText(options.wrap ? renderer.cib(configuration({ resources: [guest] })) : renderer.resource(guest)),
    );
  } catch (error) {
    if (error instanceof CibError) throw new AdminError(adminExit.usage, error.message);
    throw error;
  }
}

function interval(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new AdminError(
    adminExit.usage,
    `--monitor "${text}" is not accepted; it takes 30s, 2min, 1h or the like`,
  );
}

const help = `
The cluster shows where the guest runs, and never starts, stops or moves it. Load it on one node, once:
  xensan cib domain nfs1 >nfs1.xml
  cibadmin -C -o resources -x nfs1.xml

Put it into no group and no order: an unmanaged guest does not keep what it needs from being stopped under it.

Examples:
  xensan cib domain nfs1 --config /etc/xen/nfs1.cfg --monitor 1min
  xensan cib domain 3com --id guest-3com --dialect heartbeat2

Exit codes: 0 printed, 2 usage.`;
