import { type GuestHere, guestsHere } from "../../lib/evacuation/facts/guests-here.ts";
import { makePlan } from "../../lib/evacuation/make-plan.ts";
import { recordsFolder } from "../../lib/evacuation/paths.ts";
import type { Plan, RunningGuest } from "../../lib/evacuation/plan/situation.ts";
import { evacuationEffects } from "../../lib/evacuation/real-effects.ts";
import { paceTo } from "../../lib/evacuation/record/pace.ts";
import { recordStore } from "../../lib/evacuation/record/record-store.ts";
import type { OpenedHost } from "../guard/open-this-host.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import type { Options } from "./command.ts";
import { renderPlan } from "./plan-table.ts";

/** The table before the act. Asks all hosts, and changes nothing. */
export async function showPlan(
  terminal: Terminal,
  surroundings: Surroundings,
  { to, json }: Options,
): Promise<void> {
  const host = await openThisHost(surroundings);
  checkDestination(host, to);
  const { machine, user } = surroundings;
  const { description } = host;
  const records = recordStore(recordsFolder(machine.paths));
  const nobody = {
    say: () => undefined,
    began: () => undefined,
    reached: () => undefined,
    ended: () => undefined,
  };
  const effects = evacuationEffects({
    ...{ machine, description, records, user, xensan: version },
    ...{ witness: nobody, interrupted: new AbortController().signal },
  });
  const here = guestsHere(await effects.lookHere(), description.guests);
  const plan = await makePlan(effects, { ...description.evacuation, onlyTo: to }, guestsIn(here));
  const earlier = records.read();
  const measured = Math.max(0, ...effects.others.map(({ name }) => paceTo(name, earlier).measured));
  const { leftover } = description.evacuation;
  terminal.out(
    json === undefined
      ? renderPlan({ host: host.here, plan, leftover, measured })
      : `${JSON.stringify({ host: host.here, leftover, measured, ...plan }, undefined, 2)}\n`,
  );
  terminal.endWith(isWhole(plan) ? adminExit.done : adminExit.refused);
}

/** @throws AdminError for what is no other host */
export function checkDestination({ here, description }: OpenedHost, to: string | undefined): void {
  const others = description.nodes.map(({ name }) => name).filter((name) => name !== here);
  if (to === undefined || others.includes(to)) return;
  const known = others.length === 0 ? "there is none" : `they are ${others.join(", ")}`;
  throw new AdminError(
    adminExit.usage,
    `--to is ${JSON.stringify(to)}, and must be another host of the cluster file; ${known}.`,
  );
}

/** Everything that is here, and why it cannot be moved where that is known before anybody is asked. */
function guestsIn(here: ReadonlyMap<string, GuestHere>): readonly RunningGuest[] {
  return [...here].flatMap(([name, state]): RunningGuest[] => {
    if (state.kind === "absent") return [];
    if (state.kind === "runs") return [state.guest];
    const memoryMiB = "memoryMiB" in state ? state.memoryMiB : 0;
    return [{ name, memoryMiB, vcpus: 1, priority: 0, pins: [], obstacle: state.reason }];
  });
}

function isWhole({ leftovers }: Plan): boolean {
  return leftovers.length === 0;
}
