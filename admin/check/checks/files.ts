import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords, list } from "../finding.ts";

/** What each host's configuration files have, against what the cluster file of the host that asked gives them. */
export function fileFindings({
  hosts,
  wantedFiles,
}: Pick<Facts, "hosts" | "wantedFiles">): readonly Finding[] {
  const problems = [...hosts].flatMap(
    ([
      host,
      {
        facts: { files },
      },
    ]) => {
      const wanted = wantedFiles.get(host) ?? new Map<string, string>();
      const missing = files.filter(({ found }) => found.kind === "absent").map(({ path }) => path);
      const stale = files
        .filter(({ path, found }) => found.kind === "part" && found.sha256 !== wanted.get(path))
        .map(({ path }) => path);
      const mend = `Run xensan host render --diff on ${host}, then --apply.`;
      return [
        ...(missing.length === 0
          ? []
          : [
              fail(
                [host],
                `There is no ${list(missing)} on ${host}, or no part of xensan's in ${missing.length === 1 ? "it" : "them"}.`,
                mend,
              ),
            ]),
        ...(stale.length === 0
          ? []
          : [
              fail(
                [host],
                `${list(stale)} on ${host} ${stale.length === 1 ? "differs" : "differ"} from what the cluster file asks for.`,
                mend,
              ),
            ]),
        ...files.flatMap(({ path, found }) =>
          found.kind === "other" ? [fail([host], `${path} on ${host} ${found.what}.`, mend)] : [],
        ),
      ];
    },
  );
  const names = [...hosts.keys()];
  const well = `All configuration files on ${hostsInWords(names)} are as the cluster file asks for.`;
  return findings("files", names, problems, well);
}
