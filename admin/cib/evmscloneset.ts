import { Command, Option } from "commander";
import { CibError } from "../../cib/cib-error.ts";
import { configuration } from "../../cib/configuration.ts";
import { renderers } from "../../cib/dialect/renderers.ts";
import { parseDuration } from "../../cib/duration.ts";
import { evmsCloneSet, ownProvider } from "../../cib/evms-clone-set.ts";
import { xmlText } from "../../cib/xml-text.ts";
import { type Dialect, dialects } from "../../lib/cluster/dialect.ts";
import type { RunCommand } from "../../lib/system/command.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { chooseDialect } from "./choose-dialect.ts";

export function evmsCloneSetCommand(terminal: Terminal, run: RunCommand): Command {
  return new Command("evmscloneset")
    .description("Print the clone set that activates the shared volumes on every node")
    .addOption(
      new Option("--dialect <dialect>", "spelling (default: what the running cluster speaks)").choices(
        dialects,
      ),
    )
    .option("--provider <provider>", 'whose agent runs it; "heartbeat" is the packaged one', ownProvider)
    .option("--id <id>", "name of the clone", "evmscloneset")
    .option(
      "--volumes <volumes>",
      "containers, volume groups or device paths that must be active, between blanks",
    )
    .option("--backend <backend>", "auto, evms or lvm")
    .option("--monitor <interval>", "how often it is looked at, such as 30s or 2min; 0: never (default: 30s)")
    .option("--wrap", "with an otherwise empty CIB around it, for validators")
    .addHelpText("after", help)
    .action((options: Options) => print(terminal, run, options));
}

type Options = {
  readonly dialect?: Dialect;
  readonly provider: string;
  readonly id: string;
  readonly volumes?: string;
  readonly backend?: string;
  readonly monitor?: string;
  readonly wrap?: true;
};

async function print(terminal: Terminal, run: RunCommand, options: Options): Promise<void> {
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
    const renderer = renderers[dialect];
    const { wrap } = options;
    terminal.out(
      xmlText(wrap ? renderer.cib(configuration({ resources: [cloneSet] })) : renderer.resource(cloneSet)),
    );
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

const help = `
Load it on one node, once:
  xensan cib evmscloneset >evmscloneset.xml
  cibadmin -C -o resources -x evmscloneset.xml

In Pacemaker's form a node whose volumes could not be activated is tried again after 10 minutes. Heartbeat 2 does
not try again by itself; there, when the SAN is back:
  crm_resource -C -r evmsclone:0 -H host1        (the instance that crm_mon shows)

Examples:
  xensan cib evmscloneset --volumes san2
  xensan cib evmscloneset --volumes "san2 /dev/evms/san3/vm2" --backend evms --monitor 2min
  xensan cib evmscloneset --dialect heartbeat2 --provider heartbeat        (with Heartbeat's own agent)

Exit codes: 0 printed, 2 usage.`;
