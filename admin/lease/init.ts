import { type Initialised, initVolume } from "../../lib/guard/sanlock/init.ts";
import { showVolume } from "../../lib/guard/sanlock/show.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { InitOptions } from "./command.ts";
import { openLeases } from "./open.ts";

/** Joining takes 20 s, or 160 s where the host's entry is left from a daemon of another name. */
const initMs = 300_000;
const showMs = 30_000;

export async function initLeases(
  terminal: Terminal,
  surroundings: Surroundings,
  { force = false, anyHost = false, dryRun = false, json = false }: Flags<InitOptions>,
): Promise<void> {
  const { host, leases } = await openLeases(surroundings);
  const guests = host.description.guests.map(({ name }) => name);
  const subject = { command: "lease init", host: host.here, volume: leases.path, dryRun };
  if (dryRun) {
    const shown = await showVolume(leases, showMs);
    const claims = shown.kind === "shown" ? shown.claims.map(({ guest }) => guest) : [];
    const missing = guests.filter((guest) => !claims.includes(guest));
    const make = shown.kind === "shown" ? "" : `The volume would be made, if it is empty (${shown.reason}). `;
    const add =
      missing.length === 0 ? "No claim is missing." : `Claims would be added for ${missing.join(", ")}.`;
    const facts = { ...subject, made: shown.kind !== "shown", added: missing };
    const text = `${make}${add} Nothing was changed.`;
    return terminal.out(json ? `${JSON.stringify({ ...facts, text }, undefined, 2)}\n` : `${text}\n`);
  }
  const what = "making what is missing (20 s where this host has not joined the volume yet)";
  const done = await shownOn(screenOf(terminal, surroundings), "lease init", what, () =>
    initVolume(leases, { guests, force, anyHost }, initMs),
  );
  if (done.kind !== "initialised") throw new AdminError(adminExit.refused, `${done.reason}.`);
  const facts = { ...subject, made: done.made, added: done.added };
  const text = sentenceFor(done, leases.path);
  terminal.out(json ? `${JSON.stringify({ ...facts, text }, undefined, 2)}\n` : `${text}\n`);
}

export type Flags<Options> = { readonly [key in keyof Options]: Options[key] | boolean };

function sentenceFor({ made, added }: Extract<Initialised, { kind: "initialised" }>, path: string): string {
  const claims = added.length === 0 ? "no claim was missing" : `claims were added for ${added.join(", ")}`;
  return made ? `${path} was made, and ${claims}.` : `${path} holds leases already; ${claims}.`;
}
