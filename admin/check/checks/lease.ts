import type { HostDescription } from "../../../lib/cluster/description/description.ts";
import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords, unknown, warn } from "../finding.ts";
import type { HostFacts } from "../wire/facts.ts";

type Asked = Extract<HostFacts["lease"], { kind: "asked" }>;

/** sanlock's daemon on each host: joined under the host's own number and name, and with a watchdog. */
export function leaseFindings({
  hosts,
  description,
}: Pick<Facts, "hosts" | "description">): readonly Finding[] {
  const names = [...hosts.keys()];
  if (description.lease.kind === "none") {
    const sentence =
      "There are no leases (lease: none): a host that is falsely confirmed dead may go on writing.";
    return findings(
      "lease",
      names,
      [warn(names, sentence, "Give the cluster file a lease volume, and run xensan lease init.")],
      "",
    );
  }
  const problems = [...hosts].flatMap(
    ([
      host,
      {
        facts: { lease },
      },
    ]) => (lease.kind === "none" ? [] : ofHost(host, lease, description)),
  );
  const watched = description.sanlock.watchdog ? ", with a watchdog" : "";
  return findings(
    "lease",
    names,
    problems,
    `sanlock has joined the lease volume on ${hostsInWords(names)}${watched}.`,
  );
}

function ofHost(
  host: string,
  { standing, daemonName, usesWatchdog, isWatched }: Asked,
  description: HostDescription,
) {
  const leaseId = description.nodes.find(({ name }) => name === host)?.leaseId;
  if (standing.kind === "unknown") {
    return [unknown([host], `How ${host} stands to the lease volume cannot be told: ${standing.reason}.`)];
  }
  if (standing.kind === "no-daemon") {
    return [
      fail(
        [host],
        `sanlock's daemon does not run on ${host}.`,
        `Run systemctl enable --now sanlock on ${host}.`,
      ),
    ];
  }
  const problems = [
    ...(daemonName === undefined || daemonName === host
      ? []
      : [
          fail(
            [host],
            `sanlock calls ${host} ${daemonName}, so that it waits minutes for its own number when it comes back.`,
            `Run xensan host render --apply on ${host}; it counts when sanlock is started anew, with no guest there.`,
          ),
        ]),
    ...watchdog(host, { usesWatchdog, isWatched }, description.sanlock.watchdog),
  ];
  if ((standing.kind === "joined" || standing.kind === "not-ready") && standing.leaseId !== leaseId) {
    const sentence = `${host} has joined the lease volume as host number ${standing.leaseId}, and the cluster file gives it ${leaseId ?? "none"}.`;
    return [...problems, fail([host], sentence, `Stop the guests of ${host}, and restart sanlock there.`)];
  }
  if (standing.kind === "joined" || standing.kind === "not-ready") return problems;
  const word = standing.kind === "not-joined" ? "has not joined" : `is ${standing.kind}`;
  const sentence = `sanlock on ${host} ${word} the lease volume, so nobody knows there which hosts are dead.`;
  return [
    ...problems,
    warn([host], sentence, "It joins at its first start of a guest; xensan lease show has all hosts."),
  ];
}

function watchdog(
  host: string,
  { usesWatchdog, isWatched }: Pick<Asked, "usesWatchdog" | "isWatched">,
  isWanted: boolean,
) {
  if (!isWanted) return [];
  if (usesWatchdog === false) {
    const mend = `Run xensan host render --apply on ${host}, and restart sanlock there when no guest runs on it.`;
    return [fail([host], `sanlock on ${host} has no watchdog, and the cluster file wants one.`, mend)];
  }
  if (isWatched) return [];
  return [
    fail(
      [host],
      `wdmd does not run on ${host}, so nothing resets it when it loses the lease volume.`,
      `Run systemctl enable --now wdmd on ${host}.`,
    ),
  ];
}
