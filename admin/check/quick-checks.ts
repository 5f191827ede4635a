import { cloneFindings } from "./checks/clone.ts";
import { clusterFindings } from "./checks/cluster.ts";
import { journalFindings } from "./checks/journals.ts";
import { leftoverFindings } from "./checks/leftovers.ts";
import { memoryFindings } from "./checks/memory.ts";
import { onceFindings } from "./checks/once.ts";
import { silenceFindings } from "./checks/silence.ts";
import type { Finding } from "./finding.ts";
import { answered, type QuickFacts } from "./quick-facts.ts";

/**
 * What can be told from overviews and the cluster manager alone, without a question of its own: hosts that are silent, the
 * membership, the clone, guests that run twice, what migrations left, what is unfinished, and memory. Pure.
 */
export function quickChecks(facts: QuickFacts): readonly Finding[] {
  const overviews = answered(facts);
  return [
    ...silenceFindings(facts),
    ...clusterFindings(facts),
    ...cloneFindings(facts),
    ...onceFindings(overviews),
    ...leftoverFindings(overviews),
    ...journalFindings(overviews),
    ...memoryFindings(facts),
  ];
}
