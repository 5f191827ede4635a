import type { HostOverview } from "../../../lib/guard/overview/overview.ts";
import { mayExecute } from "../../../lib/xen/domain.ts";
import { type Finding, fail, findings, hostsInWords, list, unknown } from "../finding.ts";

/** No guest may execute on two hosts. */
export function onceFindings(overviews: ReadonlyMap<string, HostOverview>): readonly Finding[] {
  const hosts = [...overviews.keys()];
  const guests = [
    ...new Set([...overviews.values()].flatMap((each) => each.guests.map(({ guest }) => guest))),
  ];
  const twice = guests.flatMap((guest) => {
    const where = hosts.filter((host) => executesOn(overviews.get(host), guest));
    if (where.length < 2) return [];
    return [
      fail(
        where,
        `${guest} runs on ${list(where)} at once.`,
        `Run xensan stop ${guest} --force on the host whose copy may go, now, and check ${guest}'s file systems.`,
      ),
    ];
  });
  const doubts = [...overviews].flatMap(([host, { guests: seen }]) => {
    const unclear = seen.filter(({ presence }) => presence.kind === "unknown");
    const [first] = unclear;
    if (first?.presence.kind !== "unknown") return [];
    const which = list(unclear.map(({ guest }) => guest));
    return [
      unknown(
        [host],
        `${host} cannot say whether ${which} ${unclear.length > 1 ? "are" : "is"} there: ${first.presence.reason}.`,
      ),
    ];
  });
  return findings("once", hosts, [...twice, ...doubts], `No guest runs on two of ${hostsInWords(hosts)}.`);
}

function executesOn(overview: HostOverview | undefined, guest: string): boolean {
  const presence = overview?.guests.find((each) => each.guest === guest)?.presence;
  return presence?.kind === "running" && presence.domains.some(({ domain }) => mayExecute(domain.state));
}
