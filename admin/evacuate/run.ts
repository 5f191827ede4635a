import { exitCodeOf } from "../../lib/evacuation/exit-code.ts";
import { recordsFolder } from "../../lib/evacuation/paths.ts";
import { recordStore } from "../../lib/evacuation/record/record-store.ts";
import { runEvacuation } from "../../lib/evacuation/run.ts";
import { evacuationDisplay } from "../../lib/evacuation/show/display.ts";
import { summaryOf } from "../../lib/evacuation/show/summary.ts";
import { openLog } from "../../lib/ocf/log.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import type { Options } from "./command.ts";
import { checkDestination, showPlan } from "./show-plan.ts";

export async function evacuate(
  terminal: Terminal,
  surroundings: Surroundings,
  options: Options,
): Promise<void> {
  if (options.dryRun !== undefined) return showPlan(terminal, surroundings, options);
  const { to, json } = options;
  const host = await openThisHost(surroundings);
  checkDestination(host, to);
  const { machine, user, isTerminal } = surroundings;
  const over = new AbortController();
  const unheard = surroundings.onInterrupt(() => over.abort());
  const log = openLog({
    run: machine.run,
    variables: { HA_LOGFACILITY: "daemon" },
    ...{ isAtTerminal: () => false, tag: "xensan-evacuate" },
    // Every sentence is written there already.
    writeToStderr: () => undefined,
  });
  const columns = surroundings.screenSize?.().columns ?? 80;
  const screen = { write: terminal.err, isTerminal: isTerminal.errors, columns, clock: machine.clock };
  const witness = evacuationDisplay(screen, log);
  const { description } = host;
  const records = recordStore(recordsFolder(machine.paths));
  const ran = await runEvacuation(
    { ...{ machine, description, records, witness, user, xensan: version }, interrupted: over.signal },
    { ...description.evacuation, by: user, onlyTo: to },
    { goesDown: false },
  );
  if (ran.kind === "failed") witness.say("error", ran.reason);
  else log.info(summaryOf(ran.evacuated.record));
  unheard();
  witness.stop();
  await log.flush();
  if (ran.kind === "ran") {
    const { record } = ran.evacuated;
    terminal.out(`${json === undefined ? summaryOf(record) : JSON.stringify(record, undefined, 2)}\n`);
  }
  terminal.endWith(exitCodeOf(ran));
}
