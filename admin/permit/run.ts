import type { PermitAction } from "../../lib/guard/permit/permit.ts";
import { openThisHost } from "../guard/open-this-host.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { durationOption } from "../guest/options.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { PermitOptions } from "./command.ts";

const bounds = { leastMs: 1_000, mostMs: 3_600_000, accepts: "a time from 1s to 1h, such as 60s or 5min" };

const verbs = { start: "start", stop: "stop", migrate: "move" } as const;

export async function issuePermit(
  terminal: Terminal,
  surroundings: Surroundings,
  { guest: name, action }: { readonly guest: string; readonly action: PermitAction },
  { ttl, dryRun, json }: PermitOptions,
): Promise<void> {
  const ttlMs = durationOption("--ttl", ttl, bounds);
  const host = await openThisHost(surroundings);
  const guest = host.guestCalled(name);
  const isDry = dryRun === true;
  if (!isDry) {
    const issued = (await surroundings.permits()).issue(guest.name, action, ttlMs, surroundings.user);
    if (issued.kind === "failed") throw new AdminError(adminExit.refused, issued.reason);
  }
  const sentence = `the cluster manager may ${verbs[action]} ${guest.name} on ${host.here} once, within ${ttlMs / 1_000} s`;
  const text = isDry ? `With a permit, ${sentence}. Nothing was changed.` : `From now on ${sentence}.`;
  const facts = { command: "permit", guest: guest.name, host: host.here, action, ttlMs, dryRun: isDry, text };
  terminal.out(json ? `${JSON.stringify(facts, undefined, 2)}\n` : `${text}\n`);
}
