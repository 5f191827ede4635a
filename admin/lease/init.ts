import { type Initialised, initVolume } from "../../lib/guard/sanlock/init.ts";
import { type Planned, planInit } from "../../lib/guard/sanlock/plan-init.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { InitOptions } from "./command.ts";
import { openLeases } from "./open.ts";

/** Joining takes 20 s, or 160 s where the host's entry is left from a daemon of another name. */
const initMs = 300_000;

export async function initLeases(
  terminal: Terminal,
  surroundings: Surroundings,
  { force = false, anyHost = false, dryRun = false, json = false }: Flags<InitOptions>,
): Promise<void> {
  const { host, leases } = await openLeases(surroundings);
  const guests = host.description.guests.map(({ name }) => name);
  const order = { guests, force, anyHost };
  const subject = { command: "lease init", host: host.here, volume: leases.path, dryRun };
  const screen = screenOf(terminal, surroundings);
  const tell = (facts: object, text: string) =>
    terminal.out(json ? `${JSON.stringify({ ...subject, ...facts, text }, undefined, 2)}\n` : `${text}\n`);
  if (dryRun) {
    const plan = await shownOn(screen, "lease init", "looking at the volume", () =>
      planInit(leases, order, initMs),
    );
    if (plan.kind !== "planned") throw new AdminError(adminExit.refused, `${plan.reason}.`);
    const would = { wouldMake: plan.make !== "nothing", wouldAdd: plan.add };
    return tell({ made: false, added: [], ...would }, planSentence(plan, leases.path, force));
  }
  const what = "making what is missing (20 s where this host has not joined the volume yet)";
  const done = await shownOn(screen, "lease init", what, () => initVolume(leases, order, initMs));
  if (done.kind !== "initialised") throw new AdminError(adminExit.refused, `${done.reason}.`);
  tell({ made: done.made, added: done.added }, sentenceFor(done, leases.path));
}

export type Flags<Options> = { readonly [key in keyof Options]: Options[key] | boolean };

function sentenceFor({ made, added }: Extract<Initialised, { kind: "initialised" }>, path: string): string {
  const claims = added.length === 0 ? "no claim was missing" : `claims were added for ${added.join(", ")}`;
  return made ? `${path} was made, and ${claims}.` : `${path} holds leases already; ${claims}.`;
}

function planSentence(
  { make, add }: Extract<Planned, { kind: "planned" }>,
  path: string,
  force: boolean,
): string {
  const now = force ? "and what is on it now would be lost" : "which is empty";
  const makes = {
    lockspace: `${path}, ${now}, would be made. `,
    index: `The index of ${path} would be made. `,
    nothing: "",
  };
  const adds = add.length === 0 ? "No claim is missing." : `Claims would be added for ${add.join(", ")}.`;
  return `${makes[make]}${adds} Nothing was changed.`;
}
