import type { Facts } from "../facts.ts";
import { compared, type Finding, fail, findings, hostsInWords, list, warn } from "../finding.ts";
import { groupBy } from "../group-by.ts";

/** A guest's configuration must be there and the same on every host where the guest may run. */
export function configFindings({
  hosts,
  description,
}: Pick<Facts, "hosts" | "description">): readonly Finding[] {
  const problems = description.guests.flatMap(({ name: guest, config, pins }) => {
    const seen = [...hosts]
      .filter(([host]) => pins.length === 0 || pins.includes(host))
      .flatMap(([host, { facts }]) => {
        const content = facts.configs.find((each) => each.guest === guest)?.content;
        return content === undefined ? [] : [{ host, content }];
      });
    const copy = `Copy the right ${config} to every host, owned by root.`;
    const unread = seen.flatMap(({ host, content }) =>
      content.kind === "unknown" ? [fail([host], `On ${host} ${content.reason}.`, copy)] : [],
    );
    const groups = groupBy(
      seen.flatMap(({ host, content }) =>
        content.kind === "read" ? [{ host, sha256: content.sha256 }] : [],
      ),
      ({ sha256 }) => sha256,
    );
    const differing =
      groups.size < 2
        ? []
        : [
            fail(
              [...groups.values()].flat().map(({ host }) => host),
              `The configuration of ${guest} is not the same on ${list([...groups.values()].map((on) => list(on.map(({ host }) => host))))}.`,
              copy,
            ),
          ];
    const doubtful = seen.flatMap(({ host, content }) =>
      content.kind === "read" && content.disks.kind === "unknown"
        ? [warn([host], `What disks ${guest} has is not understood on ${host}: ${content.disks.reason}.`)]
        : [],
    );
    return [...unread, ...differing, ...doubtful];
  });
  const count = description.guests.length;
  const names = [...hosts.keys()];
  const same = `The configuration of ${count === 1 ? "the one guest" : `all ${count} guests`} is the same on ${hostsInWords(names)}.`;
  const well =
    count === 0 ? "The cluster file has no guests." : compared(names, "the guests' configurations", same);
  return findings("configs", names, problems, well);
}
