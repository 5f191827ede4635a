import { refreshPicture } from "../../lib/cluster/refresh/refresh.ts";
import { oldPictureSentence, outOfSight } from "../../lib/cluster/refresh/sentence.ts";
import { downtimeMeter } from "../../lib/guard/downtime.ts";
import { guardedRun, guestLock } from "../../lib/guard/guarded-run.ts";
import type { Order } from "../../lib/guard/programs/order.ts";
import { regularLooks } from "../../lib/guard/regular-looks.ts";
import { type Progress, together } from "../../lib/guard/run-program.ts";
import type { Step } from "../../lib/guard/step.ts";
import type { OpenedHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { type Display, displayOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { watchTransfer } from "../progress/transfer.ts";
import type { Terminal } from "../terminal.ts";
import { interruptionSentence } from "./interrupted.ts";
import type { Done, Work } from "./work.ts";

/**
 * Carries a program out for a person: alone with its guest on this host, with progress on standard error, safe from Ctrl-C, and
 * with the cluster's picture refreshed afterwards.
 */
export async function operate(
  terminal: Terminal,
  surroundings: Surroundings,
  host: OpenedHost,
  work: Work,
): Promise<Done> {
  const { machine, user, onInterrupt } = surroundings;
  const { effects, guest, title, destination } = work;
  const display = displayOn(screenOf(terminal, surroundings), guest.name);
  const meter = destination === undefined ? undefined : downtimeMeter(effects.clock, regularLooks(effects));
  const transfer = destination === undefined ? undefined : transferTo(destination, work, host, display);
  const begun: Step[] = [];
  const noting: Progress = { began: (step) => begun.push(step), ended: () => undefined };
  const watching = [noting, display, meter, transfer].flatMap((each) =>
    each === undefined ? [] : [progressOf(each)],
  );
  const interrupt = new AbortController();
  const unhook = onInterrupt(() => {
    interrupt.abort();
    display.say(interruptionSentence(guest.name, begun));
  });
  try {
    const order = orderFor(surroundings, work);
    const lock = guestLock(machine.paths.locks, guest.name, { what: title, sinceMs: order.sinceMs, user });
    const options = { progress: together(watching), interrupt: interrupt.signal };
    const ending = await guardedRun(order, work.program(order), effects, lock, options);
    display.begin("having the cluster manager look anew");
    // What was refused changed nothing.
    if (ending.kind !== "refused") await refresh(display, surroundings, host, work);
    if (ending.kind !== "done") return { ending };
    return { ending, downtimeMs: meter?.downtimeMs(), handOverMs: meter?.handOverMs() };
  } finally {
    meter?.stop();
    transfer?.stop();
    display.stop();
    unhook();
  }
}

export function orderFor({ machine }: Surroundings, { effects }: Work): Order {
  const { guest, here, lease } = effects;
  return { guest, here, id: machine.newId(), sinceMs: machine.wallClockMs(), leased: lease !== undefined };
}

function progressOf(watcher: Progress | { readonly progress: Progress }): Progress {
  return "progress" in watcher ? watcher.progress : watcher;
}

const overviewMs = 10_000;

function transferTo(destination: string, { guest, effects }: Work, host: OpenedHost, display: Display) {
  return watchTransfer({
    guest: guest.name,
    clock: effects.clock,
    lookThere: async () => (await host.othersOverviews(overviewMs, [destination])).get(destination),
    reached: display.reached,
  });
}

/** What cannot be refreshed is said, and is no failure of what was done. */
async function refresh(
  display: Display,
  { machine }: Surroundings,
  { here, description }: OpenedHost,
  { guest, effects, destination }: Work,
): Promise<void> {
  const hosts = destination === undefined ? [here] : [here, destination];
  const { problems } = await refreshPicture(machine.run, description.dialect, guest, hosts);
  // In a cluster that has lost sight of the destination all goes well, and nobody looked there.
  const isOut = destination !== undefined && (await effects.membership()).get(destination) === "gone";
  const outside = isOut ? [outOfSight(destination, here)] : [];
  for (const problem of [...problems, ...outside]) {
    display.say(`xensan: ${oldPictureSentence([guest.name], problem)}`);
  }
}
