import type { Facts } from "../facts.ts";
import { compared, type Finding, fail, findings, hostsInWords, list, warn } from "../finding.ts";
import { groupBy } from "../group-by.ts";

/** xensan must be the same on all hosts, and all else had better be. */
export function versionFindings({ hosts }: Pick<Facts, "hosts">): readonly Finding[] {
  const names = [...hosts.keys()];
  const of = (name: string) =>
    [...hosts].map(([host, { facts }]) => ({
      host,
      version:
        name === "xensan"
          ? facts.overview.xensan
          : facts.versions.find((each) => each.name === name)?.version,
    }));
  const programs = [
    ...new Set([...hosts.values()].flatMap(({ facts }) => facts.versions.map(({ name }) => name))),
  ];
  const problems = ["xensan", ...programs].flatMap((name) => {
    const groups = groupBy(comparable(name, of(name)), ({ version }) => version ?? "none");
    if (groups.size < 2) return [];
    const each = [...groups].map(([version, on]) => `${version} on ${list(on.map(({ host }) => host))}`);
    const sentence = `${name} differs: ${list(each)}.`;
    return name === "xensan"
      ? [fail(names, sentence, "Install the same release on every host.")]
      : [warn(names, sentence, "Bring the hosts to the same version, one after the other.")];
  });
  const well = `${hostsInWords(names)} have the same software.`;
  return findings("versions", names, problems, compared(names, "the software", well));
}

type Seen = { readonly host: string; readonly version: string | undefined };

/** A package that one host lacks makes a difference; a hypervisor that did not say is another check's. */
function comparable(name: string, seen: readonly Seen[]): readonly Seen[] {
  return name === "Xen" ? seen.filter(({ version }) => version !== undefined) : seen;
}
