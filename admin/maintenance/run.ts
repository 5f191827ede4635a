import { evacuationLock } from "../../lib/evacuation/paths.ts";
import { type Closure, whyClosed } from "../../lib/guard/intake/closure.ts";
import { intakeStore } from "../../lib/guard/intake/intake-store.ts";
import { lockState } from "../../lib/system/lock.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { Options } from "./command.ts";

/** Needs no cluster file: a host must be able to stand aside whatever is wrong with it. */
export function show(terminal: Terminal, surroundings: Surroundings, { json }: Options): void {
  const { hostName: host } = surroundings.machine;
  const closed = storeOf(surroundings).read();
  const inWords = closed === undefined ? `${host} takes guests in.` : sentenceFor(closed, host);
  const asJson = () => JSON.stringify({ host, closed: closed ?? null }, undefined, 2);
  terminal.out(`${json === undefined ? inWords : asJson()}\n`);
}

export async function maintain(
  terminal: Terminal,
  surroundings: Surroundings,
  word: "on" | "off",
  { json, dryRun }: Options,
): Promise<void> {
  if (json !== undefined)
    throw new AdminError(adminExit.usage, "--json shows what is so; leave the word out.");
  const { user, machine } = surroundings;
  const { hostName: host } = machine;
  const store = storeOf(surroundings);
  const before = store.read();
  const would = dryRun === undefined ? "" : "Would change it: ";
  try {
    if (word === "on") {
      if (before?.kind === "maintenance") return terminal.out(`${sentenceFor(before, host)}\n`);
      if (dryRun === undefined) store.close("maintenance", user);
      return terminal.out(
        `${would}${host} takes no guest in from now on. Those that are here stay; xensan evacuate moves them away.\n`,
      );
    }
    if (before === undefined) return terminal.out(`${host} takes guests in.\n`);
    const emptied = await lockState(evacuationLock(machine.paths));
    if (dryRun === undefined) store.open("maintenance");
    if (emptied.kind === "free") {
      if (dryRun === undefined) store.open("evacuation");
      return terminal.out(`${would}${host} takes guests in again.\n`);
    }
  } catch (error) {
    throw new AdminError(adminExit.refused, error instanceof Error ? error.message : String(error));
  }
  throw new AdminError(
    adminExit.refused,
    `${host} takes no guest in as long as it is being emptied, and it is: wait until xensan evacuate has ended there.`,
  );
}

function storeOf({ machine }: Surroundings) {
  return intakeStore(machine.paths.intake, machine.wallClockMs);
}

function sentenceFor(closed: Closure, host: string): string {
  return `${host} takes no guest in: ${whyClosed(closed, host)}.`;
}
