import type { Patience } from "../../../lib/guard/step.ts";
import { type Dice, roll } from "./dice.ts";
import { domainsOf, isGoing, letGo, look } from "./domains.ts";
import type { Process } from "./process.ts";
import { beginReport } from "./report.ts";
import type { World } from "./world.ts";

/** One look of a wait for the guest's end; the report at its own end looks twice again. */
export function awaitAbsence(world: World, process: Process, patience: Patience, dice: Dice): void {
  const { host, guest } = process;
  // In the plain case what is going goes. Else it takes its time, or patience ends first.
  const course = roll(dice, 4);
  const went = course < 2 && goes(world, process);
  const waits = went || course === 2 || (patience === "stop" && course === 1);
  if (waits && look(host, guest).kind === "running") return;
  process.task = { kind: "report", report: beginReport(host, guest) };
}

/** What was about to go goes. False: nothing was. */
function goes(world: World, { host, guest }: Process): boolean {
  const going = domainsOf(host, guest).filter(isGoing);
  for (const domain of going) letGo(world, host, domain);
  return going.length > 0;
}
