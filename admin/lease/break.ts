import { breakClaim } from "../../lib/guard/sanlock/break-claim.ts";
import { takeSurvey } from "../../lib/guard/take-survey.ts";
import { mayBreak } from "../../lib/guard/verdict/may-break.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { confirmedHosts } from "../guest/options.ts";
import { shownOn } from "../progress/display.ts";
import { screenOf } from "../progress/screen.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { BreakOptions } from "./command.ts";
import { openLeases } from "./open.ts";

const breakMs = 120_000;

/** Frees a dead host's claim: the person says that it is dead, and cluster, network and lease volume have to bear it out. */
export async function breakLease(
  terminal: Terminal,
  surroundings: Surroundings,
  name: string,
  options: BreakOptions,
): Promise<void> {
  const { yes = false, dryRun = false, json = false } = options;
  const { host, leases } = await openLeases(surroundings);
  const others = confirmedHosts(host.description, surroundings.clusterFile, host.here, options);
  const guest = host.guestCalled(name);
  const tell = (outcome: "free" | "broken" | "would-break", text: string) => {
    const facts = { command: "lease break", guest: name, host: host.here, dryRun, outcome, text };
    terminal.out(json ? `${JSON.stringify(facts, undefined, 2)}\n` : `${text}\n`);
  };
  const effects = await host.effectsFor(guest);
  const view = await effects.lease?.view(name, effects.limits.viewLeaseMs);
  if (view === undefined || view.kind === "unknown") throw refusal(name, view?.reason ?? "there is none");
  if (view.kind === "free") return tell("free", `The lease of ${name} is free: nothing to do.`);
  const { owner } = view;
  if (owner === host.here) {
    throw refusal(name, `${owner} is this host: run xensan stop ${name}, or xensan repair ${name}`);
  }
  const survey = await shownOn(screenOf(terminal, surroundings), "lease break", "asking all hosts", () =>
    takeSurvey({ ...effects, confirmedDead: [owner, ...others] }),
  );
  const verdict = mayBreak(survey, owner);
  if (verdict.kind !== "allow") throw refusal(name, verdict.reason);
  if (dryRun) {
    return tell("would-break", `The lease of ${name} would be taken from ${owner}. Nothing was changed.`);
  }
  if (!yes) await confirm(surroundings, name, owner);
  const broken = await breakClaim(leases, name, owner, breakMs);
  if (broken.kind !== "broken") throw refusal(name, broken.reason);
  tell("broken", `The lease of ${name} is free; ${owner} had it.`);
}

async function confirm(surroundings: Surroundings, guest: string, owner: string): Promise<void> {
  if (!surroundings.isTerminal.input || !surroundings.isTerminal.errors) {
    throw new AdminError(
      adminExit.usage,
      `there is no terminal to ask on: see that ${owner} is switched off, and say --yes.`,
    );
  }
  const question = `${owner} has the lease of ${guest}. If ${owner} still runs it, its disks are lost. Type ${owner} if it is switched off: `;
  if ((await surroundings.ask(question)).trim() !== owner) {
    throw refusal(guest, `${owner} was not confirmed to be switched off`);
  }
}

function refusal(guest: string, reason: string): AdminError {
  return new AdminError(adminExit.refused, `the lease of ${guest} was not broken: ${reason}.`);
}
