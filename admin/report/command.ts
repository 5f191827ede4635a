import { Command, Option } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import { standardInputLines } from "../standard-input-lines.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";

/** `xensan report`: what this host says of its guests. Other hosts ask with it over ssh. */
export function reportCommand(
  terminal: Terminal,
  surroundings: Surroundings,
  lines: () => AsyncIterable<string> = standardInputLines,
): Command {
  return new Command("report")
    .description(
      "Show what this host says of guests: whether they are here, who has their disks, what is under way",
    )
    .argument("[guests...]", "names of guests in the cluster file (default: all)")
    .option(
      "--json",
      "print JSON: of this host and all its guests, or the answer to another host's question on standard input",
    )
    .addOption(
      new Option(
        "--session",
        "with --json: say so when ready, and answer each question on standard input, a line each, until there is no more",
      ).hideHelp(),
    )
    .addHelpText("after", help)
    .action(async (guests: readonly string[], { json, session }: Options) => {
      const { answer, answerAll, show } = await import("./run.ts");
      if (session !== undefined && json === undefined)
        throw new AdminError(adminExit.usage, "--session goes with --json.");
      if (json === undefined) return show(terminal, surroundings, guests);
      if (guests.length > 0)
        throw new AdminError(adminExit.usage, "with --json, the guest is named on standard input.");
      return session === undefined
        ? answer(terminal, surroundings)
        : answerAll(terminal, surroundings, lines());
    });
}

type Options = { readonly json?: true; readonly session?: true };

const help = `
"absent" was seen twice, three seconds apart. Nothing is changed, and no other host is asked.

With --json and nothing on standard input: this host by one look, as JSON for programs, in MiB and in milliseconds since
1970. Each guest of the cluster file has its presence (running with its domains, absent, unknown with the reason), what
is open on record, the lease (held, orphaned where nobody watches it, not-held, unknown, or none), and since when the
guard has let it run here; others are the domains that the cluster file does not have; closed is there where no guest is
taken in, and says why. "absent" was seen once then.

Examples:
  xensan report
  xensan report nfs1
  xensan report --json </dev/null

Exit codes: 0 all could be told, or another host's question was answered, 1 something could not, 2 usage.`;
