import { destroyAllButOne, executingOn } from "../../../lib/guard/destroy-all-but-one.ts";
import type { HostOverview } from "../../../lib/guard/overview/overview.ts";
import { capital, compared, type Finding, fail, findings, hostsInWords, list, unknown } from "../finding.ts";

/** No guest may execute on two hosts. */
export function onceFindings(overviews: ReadonlyMap<string, HostOverview>): readonly Finding[] {
  const hosts = [...overviews.keys()];
  const guests = [
    ...new Set([...overviews.values()].flatMap((each) => each.guests.map(({ guest }) => guest))),
  ];
  const twice = guests.flatMap((guest) => {
    const places = [...overviews].flatMap(([host, overview]) =>
      overview.guests
        .filter((each) => each.guest === guest)
        .flatMap(({ presence }) => executingOn(host, presence)),
    );
    const where = [...new Set(places.map(({ host }) => host))];
    if (where.length < 2) return [];
    const deed = destroyAllButOne(guest, places);
    return [
      fail(
        where,
        `${guest} runs on ${list(where)} at once.`,
        `${capital(deed)}, and check its file systems.`,
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
  const well = `No guest runs on two of ${hostsInWords(hosts)}.`;
  return findings("once", hosts, [...twice, ...doubts], compared(hosts, "the guests", well));
}
