import { Command, InvalidArgumentError } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, type Terminal } from "../terminal.ts";
import { readDialect, readGuest, readMigration, readNode } from "./choose.ts";
import type { Choices } from "./found.ts";

export type InitOptions = {
  readonly dialect?: Choices["dialect"];
  readonly node?: Choices["nodes"];
  readonly lease?: string;
  readonly migration?: Choices["migration"];
  readonly guest?: Choices["guests"];
  /** --no-guests */
  readonly guests?: boolean;
  readonly dryRun?: true;
  readonly yes?: true;
};

/** `xensan init`. */
export function initCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("init")
    .description("Look at this host, and propose the cluster file; one that is there is never overwritten")
    .option(
      "--dialect <manager>",
      "pacemaker or heartbeat2 (default: what runs or is set up here)",
      read(readDialect),
    )
    .option(
      "--node <name=address>",
      "a host, once for each, this one too (default: those of the cluster)",
      each(readNode),
    )
    .option(
      "--lease <path>",
      "the volume for the guests' leases, or none (default: a volume with such a name)",
    )
    .option("--migration <way>", "ssh or plain (default: ssh)", read(readMigration))
    .option("--guest <name=config>", "a guest, once for each (default: those in /etc/xen)", each(readGuest))
    .option("--no-guests", "leave the guests out")
    .option("--dry-run", "print the file and write nothing")
    .option("--yes", "write it without asking")
    .addHelpText("after", help)
    .action(async (options: InitOptions) => {
      const { proposeFile } = await import("./run.ts");
      await proposeFile(terminal, surroundings, options);
    });
}

function read<T>(one: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return one(text);
    } catch (error) {
      if (error instanceof AdminError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
}

function each<T>(one: (text: string) => T): (text: string, before: readonly T[] | undefined) => readonly T[] {
  const readOne = read(one);
  return (text, before = []) => [...before, readOne(text)];
}

const help = `
Looks at the running cluster, its configuration, multipath's maps, the volumes, and the guests' configurations in /etc/xen and
/etc/xen/vm. On a terminal it asks what no flag says, and proposes what it found. Nothing but the file is written, and the
file only where there is none. Read it before you copy it to the other hosts.

Examples:
  xensan init --dry-run
  xensan init
  xensan init --yes --node host1=192.168.10.1 --node host2=192.168.10.2 --lease /dev/SAN/leases

Exit codes: 0 written or printed, 1 refused or there is one already, 2 usage, or the proposal would not be accepted.`;
