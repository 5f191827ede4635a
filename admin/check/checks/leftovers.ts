import type { GuestOverview, HostOverview } from "../../../lib/guard/overview/overview.ts";
import { type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";
import { whyUnseen } from "../unseen.ts";

/** Domains that a migration leaves when it is cut off: NAME--incoming, NAME--migratedaway, migrating-NAME, Zombie-NAME. */
export function leftoverFindings(overviews: ReadonlyMap<string, HostOverview>): readonly Finding[] {
  const hosts = [...overviews.keys()];
  const problems = [...overviews].flatMap(([host, overview]) => [
    ...doubtOf(host, overview),
    ...overview.guests.filter((guest) => !isAtWork(guest)).flatMap((guest) => ofGuest(host, guest)),
    ...(overview.others.kind === "unknown" ? [] : overview.others.domains)
      .filter(({ name }) => /--(?:incoming|migratedaway)$|^(?:migrating|Zombie)-/.test(name ?? ""))
      .map(({ name, domid }) =>
        warn(
          [host],
          `${host} has the domain ${name} (${domid}) of a guest that the cluster file does not have.`,
          "If no migration of it is under way, look which copy is the right one and destroy the other.",
        ),
      ),
  ]);
  return findings(
    "leftovers",
    hosts,
    problems,
    `No migration has left a domain behind on ${hostsInWords(hosts)}.`,
  );
}

function doubtOf(host: string, overview: HostOverview) {
  const reason = whyUnseen(overview);
  if (reason === undefined) return [];
  return [unknown([host], `What migrations have left on ${host} cannot be told: ${reason}.`)];
}

/** While somebody moves a guest, all of that is as it must be. */
function isAtWork({ open }: GuestOverview): boolean {
  return open.kind === "open" && open.active;
}

function ofGuest(host: string, { guest, presence }: GuestOverview) {
  const domains = presence.kind === "running" ? presence.domains : [];
  const left = domains
    .filter(({ role }) => role !== "itself")
    .map(({ domain }) => `${domain.name} (${domain.domid})`);
  if (left.length === 0) return [];
  const sentence = `${host} has ${list(left)} of ${guest}, and no migration is on its way by the guard.`;
  return [fail([host], sentence, `If nobody is moving it by hand, run xensan repair ${guest} on ${host}.`)];
}
