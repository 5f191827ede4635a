import { oldPictureSentence } from "../../lib/cluster/refresh/sentence.ts";
import { untilShown } from "../../lib/cluster/refresh/until-shown.ts";
import { openLog } from "../../lib/ocf/log.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";

/** Nobody waits for it or reads what it prints, so what is wrong goes to the system's log. */
export async function showArrived(surroundings: Surroundings, name: string): Promise<void> {
  const { machine } = surroundings;
  const { run, clock } = machine;
  const host = await openThisHost(surroundings);
  const { here, description } = host;
  const guest = host.guestCalled(name);
  const { toolstack, limits } = await host.effectsFor(guest);
  const problem = await untilShown({
    ...{ run, clock, guest, here, dialect: description.dialect },
    hosts: description.nodes.map((node) => node.name),
    isHere: async () => (await toolstack.find(name, limits.lookMs)).kind !== "absent",
  });
  if (problem === undefined) return;
  const log = openLog({
    run,
    variables: { HA_LOGFACILITY: "daemon" },
    ...{ isAtTerminal: () => false, tag: "xensan-arrived", writeToStderr: () => undefined },
  });
  log.warning(oldPictureSentence([name], problem));
  await log.flush();
}
