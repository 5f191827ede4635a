import { onInterrupt } from "../../../admin/guard/on-interrupt.ts";
import type { Surroundings } from "../../../admin/guard/surroundings.ts";
import { operate } from "../../../admin/operate/operate.ts";
import type { Done, Work } from "../../../admin/operate/work.ts";
import type { Terminal } from "../../../admin/terminal.ts";
import type { Machine } from "../../../lib/guard/machine.ts";
import type { ThisHost } from "../../../lib/guard/this-host.ts";

type Typed = Pick<Work, "guest" | "program"> & {
  readonly machine: Machine;
  readonly host: ThisHost;
  readonly command: string;
  readonly destination: string;
};

/** A program as an administrator's command carries it out, with progress, signals and all. */
export async function typed({ machine, host, guest, command, program, destination }: Typed): Promise<Done> {
  const nobody = async () => Promise.reject(new Error("nobody asks for this here"));
  const surroundings: Surroundings = {
    ...{ machine, onInterrupt, user: "root", clusterFile: "", isTerminal: { input: false, errors: false } },
    ...{ ask: nobody, fileAccess: nobody, permits: nobody, leaseHost: nobody },
  };
  const terminal: Terminal = {
    out: () => undefined,
    err: (text) => process.stderr.write(text),
    readStandardInput: () => "",
    endWith: () => undefined,
  };
  const effects = await host.effectsFor(guest);
  const known = (["start", "stop", "migrate", "repair"] as const).find((each) => each === command);
  if (known === undefined) throw new Error(`Nobody types ${command}.`);
  const work: Work = { command: known, title: `a ${known}`, guest, effects, program };
  const opened = { ...host, guestCalled: () => guest };
  return operate(terminal, surroundings, opened, destination === "" ? work : { ...work, destination });
}
