import { Command } from "commander";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";

export type Options = { readonly dryRun?: true; readonly to?: string; readonly json?: true };

/** `xensan evacuate`: moves every guest of this host away. */
export function evacuateCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("evacuate")
    .description("Move every guest of this host to the others, and shut down or leave what cannot be moved")
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--to <host>", "move to this host only")
    .option("--json", "print the record of it as JSON, or with --dry-run the plan")
    .addHelpText("after", evacuateHelp)
    .action(async (options: Options) => {
      const { evacuate } = await import("./run.ts");
      return evacuate(terminal, surroundings, options);
    });
}

/** `xensan plan`: the same as its dry run. */
export function planCommand(terminal: Terminal, surroundings: Surroundings): Command {
  return new Command("plan")
    .description(
      "Show where the guests of this host would go if it were emptied now, how long that takes, and who would be left",
    )
    .option("--to <host>", "to this host only")
    .option("--json", "print the plan as JSON")
    .addHelpText("after", planHelp)
    .action(async (options: Options) => {
      const { showPlan } = await import("./show-plan.ts");
      return showPlan(terminal, surroundings, options);
    });
}

const evacuateHelp = `
The host takes no guest in from the beginning to the end of it. Each move is the guarded one that xensan migrate makes; one
that fails is tried once on another host. What cannot be moved is treated as "evacuation: leftover" in the cluster
file says: shut down cleanly, or left; nothing is saved or destroyed. Interrupted, it begins nothing more, and
migrations that are under way go on by themselves; run it again, and it goes on from there.

With --json, and in /var/lib/xensan/evacuations (the last fifty): version 1, id, host, by; beganMs and endedMs (wall clock,
since 1970); planned (guest, to, memoryMiB, expectedMs); moves (guest, to, memoryMiB, beganMs, tookMs, downtimeMs at
most, outcome, reason); shutdowns (guest, tookMs, outcome, reason); left (guest, reason). An outcome is
done, refused, failed, unfinished or under-way.

Examples:
  xensan evacuate --dry-run
  xensan evacuate
  xensan evacuate --to host2

Exit codes: 0 the host is empty, 1 something is left or nothing was done, 2 usage, 3 something needs xensan repair.`;

const planHelp = `
Nothing is changed. Expected times go by earlier evacuations of this host; before the first one, by an ordinary network.

With --json: host; leftover (shutdown or leave); measured (moves that the times go by); moves (guest, to, memoryMiB,
beginsAfterSeconds, seconds); leftovers (guest, reason, memoryMiB unless it cannot be told, forWantOfAnswer: a host that
could take it does not answer); seconds, within (times the shortest time at most) and proven.

Examples:
  xensan plan
  xensan plan --to host2 --json

Exit codes: 0 everything could be moved, 1 something would be left, 2 usage.`;
