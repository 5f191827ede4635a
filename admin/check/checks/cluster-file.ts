import type { Facts } from "../facts.ts";
import { compared, type Finding, fail, findings, hostsInWords, list, unknown } from "../finding.ts";

/** The cluster file must be the same, to the byte, on every host. */
export function clusterFileFindings({ here, hosts }: Pick<Facts, "here" | "hosts">): readonly Finding[] {
  const all = [...hosts].map(
    ([
      host,
      {
        facts: { clusterFile },
      },
    ]) => ({ host, clusterFile }),
  );
  const own = all.find(({ host }) => host === here)?.clusterFile;
  const differing = all
    .filter(
      ({ clusterFile }) =>
        clusterFile.kind === "read" && own?.kind === "read" && clusterFile.sha256 !== own.sha256,
    )
    .map(({ host }) => host);
  const problems = [
    ...all.flatMap(({ host, clusterFile }) =>
      clusterFile.kind === "unknown"
        ? [unknown([host], `The cluster file of ${host} cannot be read: ${clusterFile.reason}.`)]
        : [],
    ),
    ...(differing.length === 0
      ? []
      : [
          fail(
            [here, ...differing],
            `The cluster file of ${list(differing)} is another than that of ${here}.`,
            "Copy the right one to every host: /etc/xensan/cluster.yaml, owned by root.",
          ),
        ]),
  ];
  const names = [...hosts.keys()];
  const well = `The cluster file is the same on ${hostsInWords(names)}.`;
  return findings("cluster-file", names, problems, compared(names, "the cluster file", well));
}
