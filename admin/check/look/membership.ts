import type { Membership } from "../../../lib/cluster/membership/membership.ts";
import { readMembership } from "../../../lib/cluster/membership/read-membership.ts";
import type { RunCommand } from "../../../lib/system/command.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { Question } from "../wire/question.ts";

export async function lookAtMembership(
  run: RunCommand,
  question: Question,
): Promise<HostFacts["membership"]> {
  const nodes = question.nodes.map(({ name }) => name);
  const membership = await readMembership(run, question.dialect, { self: question.to, nodes });
  return {
    nodes: [...membership.nodes].map(([name, state]) => ({ name, state })),
    partition: membership.partition,
  };
}

/** As the checks go by it. */
export function membershipIn({ nodes, partition }: HostFacts["membership"]): Membership {
  return { nodes: new Map(nodes.map(({ name, state }) => [name, state])), partition };
}
