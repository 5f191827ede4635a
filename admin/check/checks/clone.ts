import { type Finding, fail, findings, hostsInWords, unknown } from "../finding.ts";
import type { QuickFacts } from "../quick-facts.ts";

/** EvmsSCC must be started on every host that is a member, by one clone. */
export function cloneFindings(
  facts: Pick<QuickFacts, "description" | "here" | "cluster">,
): readonly Finding[] {
  const { description, here, cluster } = facts;
  const { clones } = cluster;
  const names = description.nodes.map(({ name }) => name);
  if (clones.kind === "unreadable") {
    const sentence = `Where EvmsSCC is started cannot be told on ${here}: ${clones.reason}.`;
    return findings("clone", names, [unknown([here], sentence, `Start the cluster on ${here}.`)], "");
  }
  const [clone] = clones.value;
  if (clone === undefined) {
    const mend = "Load one: xensan cib evmscloneset --help says how.";
    return findings("clone", names, [fail(names, "The cluster has no clone of EvmsSCC.", mend)], "");
  }
  const failedOn = names.filter((name) => clones.value.some((each) => each.failedOn.includes(name)));
  const startedOn = clones.value.flatMap((each) => each.startedOn);
  const stopped = names.filter(
    (name) => !startedOn.includes(name) && !failedOn.includes(name) && isMember(facts, name),
  );
  const problems = [
    ...failedOn.map((name) =>
      fail(
        [name],
        `EvmsSCC has failed on ${name}.`,
        `crm_mon -1 says why; mend that, then run crm_resource --cleanup -r ${clone.id} -N ${name}.`,
      ),
    ),
    ...stopped.map((name) =>
      fail(
        [name],
        `EvmsSCC is not started on ${name}, so the shared volumes are not watched there.`,
        `Look with crm_mon -1 why not: standby, a target-role, a constraint, or a start that failed.`,
      ),
    ),
  ];
  return findings(
    "clone",
    names,
    problems,
    `EvmsSCC is started on ${hostsInWords(names.filter((name) => startedOn.includes(name)))}.`,
  );
}

/** A host that is gone is said to be gone, and once is enough. */
function isMember({ cluster: { views } }: Pick<QuickFacts, "cluster">, name: string): boolean {
  return ![...views.values()].some(({ nodes }) => nodes.get(name)?.kind === "gone");
}
