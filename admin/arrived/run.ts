import { oldPictureSentence } from "../../lib/cluster/refresh/sentence.ts";
import { untilShown } from "../../lib/cluster/refresh/until-shown.ts";
import { defaultLimits } from "../../lib/guard/limits.ts";
import { toolstackOf } from "../../lib/guard/this-host.ts";
import { openLog } from "../../lib/ocf/log.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";

/** Nobody waits for it or reads what it prints, so what is wrong goes to the system's log. */
export async function showArrived(surroundings: Surroundings, names: readonly string[]): Promise<void> {
  const { machine } = surroundings;
  const { run, clock } = machine;
  const host = await openThisHost(surroundings);
  const { here, description } = host;
  const toolstack = toolstackOf(machine, description);
  const old = await untilShown({
    ...{ run, clock, here, dialect: description.dialect },
    guests: names.map(host.guestCalled),
    hosts: description.nodes.map((node) => node.name),
    isHere: async ({ name }) => (await toolstack.find(name, defaultLimits.lookMs)).kind !== "absent",
  });
  if (old.length === 0) return;
  const log = openLog({
    run,
    variables: { HA_LOGFACILITY: "daemon" },
    ...{ isAtTerminal: () => false, tag: "xensan-arrived", writeToStderr: () => undefined },
  });
  for (const { guest, problem } of old) log.warning(oldPictureSentence([guest], problem));
  await log.flush();
}
