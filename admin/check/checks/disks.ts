import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, hostsInWords, list, warn } from "../finding.ts";
import { groupBy } from "../group-by.ts";
import type { HostFacts } from "../wire/facts.ts";

type Disk = { readonly guest: string; readonly target: string; readonly access: string };

/** No two guests may have one disk by their configurations, unless both only read it. */
export function diskFindings({ hosts }: Pick<Facts, "hosts">): readonly Finding[] {
  const shared = new Map<string, { readonly hosts: string[]; readonly disks: readonly Disk[] }>();
  for (const [host, { facts }] of hosts) {
    for (const disks of sharedOn(facts.configs)) {
      const key = disks.map(({ guest, target, access }) => `${guest} ${target} ${access}`).join("\n");
      const known = shared.get(key);
      if (known === undefined) shared.set(key, { hosts: [host], disks });
      else known.hosts.push(host);
    }
  }
  const problems = [...shared.values()].map(({ hosts: on, disks }) => {
    const guests = list([...new Set(disks.map(({ guest }) => guest))]);
    const sentence = `${guests} have one disk by their configurations on ${list(on)}: ${list([...new Set(disks.map(({ target }) => target))])}.`;
    const isMeant = disks.every(({ access }) => access === "write-shared" || access === "read");
    return isMeant
      ? warn(
          on,
          sentence,
          "They say w! and so take it upon themselves; make sure that it has a cluster's file system.",
        )
      : fail(on, sentence, "Give each guest disks of its own.");
  });
  const names = [...hosts.keys()];
  const where = [...hosts.values()].every(({ facts }) => facts.configs.every(isUnderstood))
    ? `by their configurations on ${hostsInWords(names)}`
    : `by those of their configurations that could be read on ${hostsInWords(names)}`;
  return findings("disks", names, problems, `No two guests have one disk, ${where}.`);
}

/** Of another one it is said elsewhere that it is not. */
function isUnderstood({ content }: HostFacts["configs"][number]): boolean {
  return content.kind === "read" && content.disks.kind === "known";
}

/** By what stands at the path on that host, and by the path where nothing does. */
function sharedOn(configs: HostFacts["configs"]): readonly (readonly Disk[])[] {
  const disks = configs.flatMap(({ guest, content }) =>
    content.kind === "read" && content.disks.kind === "known"
      ? content.disks.disks.map(({ target, access, thing }) => ({
          guest,
          target,
          access,
          place: thing ?? target,
        }))
      : [],
  );
  return [...groupBy(disks, ({ place }) => place).values()].filter(
    (same) =>
      new Set(same.map(({ guest }) => guest)).size > 1 && same.some(({ access }) => access !== "read"),
  );
}
