import { Command, Option } from "commander";
import { type Backend, backends, type VolumesHost } from "../../lib/storage/own-volumes.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

/** main.ts gives the machine's own volumes; loaded only when they are looked at. */
export type VolumesHere = () => Promise<VolumesHost>;

export type VolumesOptions = {
  readonly allNodes?: true;
  readonly backend: Backend;
  /** As typed. */
  readonly timeout: string;
  readonly json?: true;
};

export type ActivateOptions = VolumesOptions & {
  readonly refresh?: true;
  readonly evmsd?: true;
  readonly dryRun?: true;
};

/** `xensan volumes`. */
export function volumesCommand(terminal: Terminal, surroundings: Surroundings, here: VolumesHere): Command {
  return new Command("volumes")
    .description("Show the shared volumes, and activate them, on this host or on all at once")
    .addCommand(listCommand(terminal, surroundings, here))
    .addCommand(activateCommand(terminal, surroundings, here))
    .addCommand(answerCommand(terminal, surroundings, here), { hidden: true })
    .addHelpText("after", help);
}

function listCommand(terminal: Terminal, surroundings: Surroundings, here: VolumesHere): Command {
  return shared(new Command("list"))
    .description("Show which volumes are usable where")
    .addHelpText("after", listHelp)
    .action(async (names: readonly string[], options: VolumesOptions) => {
      const { listVolumes } = await import("./run.ts");
      await listVolumes(terminal, surroundings, here, names, options);
    });
}

function activateCommand(terminal: Terminal, surroundings: Surroundings, here: VolumesHere): Command {
  return shared(new Command("activate"))
    .description("Make volumes usable; what is active already is left as it is")
    .option(
      "--refresh",
      "read active volumes anew too, after one was resized on another host (LVM2: lvchange --refresh)",
    )
    .addOption(
      new Option(
        "--evmsd",
        "ask the other hosts' evmsd by evms_activate -n in place of ssh, one after the other",
      ).implies({ allNodes: true, backend: "evms" }),
    )
    .option("--dry-run", "look at the volumes of all those hosts, say what would be done, and change nothing")
    .addHelpText("after", activateHelp)
    .action(async (names: readonly string[], options: ActivateOptions) => {
      const { activateVolumes } = await import("./run.ts");
      await activateVolumes(terminal, surroundings, here, names, options);
    });
}

/** What other hosts call over ssh. */
function answerCommand(terminal: Terminal, surroundings: Surroundings, here: VolumesHere): Command {
  return new Command("answer")
    .description("Do what another host asks about the volumes here (called over ssh)")
    .requiredOption("--json", "do what the document on standard input says, and answer with one")
    .action(async () => {
      const { answerAbout } = await import("./answer.ts");
      await answerAbout(terminal, surroundings, here);
    });
}

function shared(command: Command): Command {
  return command
    .argument("[names...]", "containers, volume groups, volumes or device paths (default: all)")
    .option("--all-nodes", "on every host of the cluster file, all at once")
    .addOption(
      new Option("--backend <name>", "auto: EVMS where evms_activate is installed, else LVM2")
        .choices(backends)
        .default("auto"),
    )
    .option("--timeout <time>", "how long each host may take, such as 30s or 5min", "60s")
    .option("--json", "print what every host says as JSON, for programs");
}

const help = `
Examples:
  xensan volumes list --all-nodes
  xensan volumes activate --all-nodes

Exit codes: 0 all is well on every host, 1 something is not, or cannot be told, 2 usage.`;

const listHelp = `
Nothing is changed. EVMS knows only what is active; LVM2 lists inactive volumes too. "dead" is a device node without a
device behind it.

Examples:
  xensan volumes list
  xensan volumes list san2 --all-nodes
  xensan volumes list /dev/SAN/nfs1 --json

Exit codes: 0 all could be told, 1 a host does not answer or cannot tell, or hosts see different volumes, 2 usage.`;

const activateHelp = `
After a volume was made on one host, the others do not have it until they activate it. EVMS runs evms_activate, which
takes no names: those that are given are looked at afterwards. LVM2 runs lvchange -ay for what is named, or -asy under
lvmlockd. Afterwards each volume is looked at: "done" says that the kernel has all of them, and not only that a tool
ended well. No volume is ever taken away. With --evmsd the other hosts' volumes cannot be looked at.

Examples:
  xensan volumes activate --all-nodes
  xensan volumes activate --all-nodes --dry-run
  xensan volumes activate SAN/nfs1 --all-nodes --refresh

Exit codes: 0 all volumes are usable on all those hosts, 1 a host failed or did not answer, 2 usage.`;
