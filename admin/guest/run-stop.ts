import type { GuardEffects } from "../../lib/guard/effects.ts";
import { stop } from "../../lib/guard/programs/stop.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { perform } from "../operate/perform.ts";
import type { Work } from "../operate/work.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import type { Terminal } from "../terminal.ts";
import { doubtBySilence, whereaboutsOf } from "./elsewhere.ts";
import { durationOption } from "./options.ts";
import { listed } from "./pins.ts";
import type { StopOptions } from "./stop.ts";

const timeouts = {
  leastMs: 1_000,
  mostMs: 24 * 3_600_000,
  accepts: "a time from 1s to 24h, such as 90s or 10min",
};

export async function stopGuest(
  terminal: Terminal,
  surroundings: Surroundings,
  name: string,
  options: StopOptions,
): Promise<void> {
  const { timeout, force = false } = options;
  const patienceMs = timeout === undefined ? undefined : durationOption("--timeout", timeout, timeouts);
  const host = await openThisHost(surroundings);
  const guest = host.guestCalled(name);
  const effects = withPatience(await host.effectsFor(guest), patienceMs);
  const program: Work["program"] = (order) => stop(order, force ? { force: "everything" } : {});
  const work: Work = { command: "stop", title: "a stop", guest, effects, program };
  const screen = screenOf(terminal, surroundings);
  const where = await shownOn(screen, name, "looking for it", () => whereaboutsOf(host, effects));
  const command = `xensan stop ${name}${force ? " --force" : ""}`;
  const objection =
    where.kind === "elsewhere"
      ? `${name} was not stopped: it runs on ${listed(where.hosts)}; run ${command} there.`
      : undefined;
  const doubt = where.kind === "nowhere" ? doubtBySilence(name, where.silent) : undefined;
  if (doubt !== undefined) terminal.err(`xensan: ${name} is not on ${host.here}, and ${doubt}.\n`);
  const deed = force ? "destroyed here" : "shut down here";
  await perform(terminal, surroundings, host, { work, deed, objection }, options);
}

function withPatience(effects: GuardEffects, stopPatienceMs: number | undefined): GuardEffects {
  return stopPatienceMs === undefined
    ? effects
    : { ...effects, limits: { ...effects.limits, stopPatienceMs } };
}
