import { guestsHere } from "../../lib/evacuation/facts/guests-here.ts";
import { makePlan } from "../../lib/evacuation/make-plan.ts";
import { recordsFolder } from "../../lib/evacuation/paths.ts";
import type { Plan } from "../../lib/evacuation/plan/situation.ts";
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
import { guestsIn, shownPlan, unclearIn } from "./shown-plan.ts";

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
  const shown = shownPlan(plan, here);
  terminal.out(
    json === undefined
      ? renderPlan({ host: host.here, plan: shown, unclear: unclearIn(here), leftover, measured })
      : `${JSON.stringify({ host: host.here, leftover, measured, ...shown }, undefined, 2)}\n`,
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

function isWhole({ leftovers }: Plan): boolean {
  return leftovers.length === 0;
}
