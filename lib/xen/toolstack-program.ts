import type { Clock } from "../system/clock.ts";
import type { CommandResult, RunCommand } from "../system/command.ts";
import { deadlineAfter } from "../system/deadline.ts";
import { type HostInfoAnswer, parseHostInfo } from "./host-info.ts";
import { bothWitnesses, type Listing, type Presence, presenceOf } from "./presence.ts";
import type { BothLists } from "./toolstack.ts";
import { printedBy } from "./toolstack-calls.ts";

type List = (timeoutMs: number) => Promise<Listing>;

/** What xl and xm have in common: how the program is run, and what its answers are read from. */
export function toolstackProgram(program: "xl" | "xm", run: RunCommand, clock: Clock) {
  const call = (args: readonly string[], timeoutMs: number): Promise<CommandResult> =>
    run(program, args, { timeoutMs });
  return {
    call,
    read: async (args: readonly string[], parse: (text: string) => Listing, timeoutMs: number) => {
      const printed = printedBy(`${program} ${args.join(" ")}`, await call(args, timeoutMs));
      return printed.kind === "unknown" ? printed : parse(printed.text);
    },
    /** Absent only where two lists in different forms say so; both share the time. */
    find: async (guest: string, first: List, second: List, timeoutMs: number): Promise<Presence> => {
      const deadline = deadlineAfter(clock, timeoutMs);
      const seen = presenceOf(guest, await first(timeoutMs));
      if (seen.kind !== "absent") return seen;
      return bothWitnesses(seen, presenceOf(guest, await second(deadline.remainingMs())));
    },
    info: async (timeoutMs: number): Promise<HostInfoAnswer> => {
      const printed = printedBy(`${program} info`, await call(["info"], timeoutMs));
      return printed.kind === "unknown" ? printed : parseHostInfo(printed.text, `${program} info`);
    },
  };
}

export async function bothAtOnce(short: List, long: List, timeoutMs: number): Promise<BothLists> {
  const [states, disks] = await Promise.all([short(timeoutMs), long(timeoutMs)]);
  return { states, long: disks };
}
