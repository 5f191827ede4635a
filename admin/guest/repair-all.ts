import type { Guest } from "../../lib/cluster/description/description.ts";
import type { GuestOverview } from "../../lib/guard/overview/overview.ts";
import { type OpenedHost, openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { type Conclusion, codeOf } from "../operate/conclude.ts";
import { concluded } from "../operate/perform.ts";
import { adminExit, type Terminal } from "../terminal.ts";
import { version } from "../version.ts";
import type { OperationOptions } from "./options.ts";
import { repairWork } from "./run-repair.ts";

/** Repairs every guest that needs it on this host, one after the other; what is left of one keeps no other from it. */
export async function repairAll(
  terminal: Terminal,
  surroundings: Surroundings,
  options: OperationOptions,
): Promise<void> {
  const host = await openThisHost(surroundings);
  const { guests } = await host.overview(version);
  const conclusions: Conclusion[] = [];
  let isInterrupted = false;
  surroundings.onInterrupt(() => {
    isInterrupted = true;
  });
  for (const overview of guests) {
    const guest = host.guestCalled(overview.guest);
    if (isInterrupted) break;
    if (!needsRepair(overview) && !(await leftItsLease(host, guest, overview))) continue;
    const work = await repairWork(surroundings, host, guest, options);
    const task = { work, deed: "repaired here", objection: undefined };
    const conclusion = await concluded(terminal, surroundings, host, task, options);
    conclusions.push(conclusion);
    if (options.json === true) continue;
    if (codeOf(conclusion) === adminExit.done) terminal.out(`${conclusion.text}\n`);
    else terminal.err(`xensan: ${conclusion.text}\n`);
  }
  if (isInterrupted)
    terminal.err("xensan: interrupted; guests after the last one that is named were not looked at.\n");
  if (options.json === true) {
    const shown = { command: "repair", host: host.here, guests: conclusions };
    terminal.out(`${JSON.stringify(shown, undefined, 2)}\n`);
  } else if (conclusions.length === 0 && !isInterrupted)
    terminal.out(`Nothing on ${host.here} needs repair.\n`);
  const worst = Math.max(isInterrupted ? adminExit.refused : adminExit.done, ...conclusions.map(codeOf));
  terminal.endWith(worst as ReturnType<typeof codeOf>);
}

/** Something is on record and nobody is at work on it, or the guest and its lease are not where they belong together. */
export function needsRepair({ open, presence, lease }: GuestOverview): boolean {
  if (open.kind === "open") return !open.active;
  if (open.kind === "unreadable" || presence.kind === "unknown") return true;
  const isHere = presence.kind === "running";
  switch (lease.kind) {
    case "none":
      return false;
    case "held":
      return !isHere;
    case "orphaned":
    case "unknown":
      return true;
    case "not-held":
      return isHere;
  }
}

/** From before a restart of sanlock's daemon, which does not know of it any more: only the volume does. */
async function leftItsLease(
  host: OpenedHost,
  guest: Guest,
  { open, presence, lease }: GuestOverview,
): Promise<boolean> {
  if (open.kind === "open" || presence.kind !== "absent" || lease.kind !== "not-held") return false;
  const effects = await host.effectsFor(guest);
  const view = await effects.lease?.view(guest.name, effects.limits.viewLeaseMs);
  return view?.kind === "owned" && view.owner === host.here;
}
