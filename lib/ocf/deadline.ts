import type { AgentDeclaration } from "./agent.ts";
import type { Environment } from "./environment.ts";

/**
 * Milliseconds that an action may use: the cluster manager's time-out, else the one that the metadata suggests for
 * this depth, less a tenth (at most 5 s) that is kept for stopping children and telling why.
 */
export function deadlineMs(agent: AgentDeclaration, action: string, environment: Environment): number {
  const timeoutMs = environment.timeoutMs || suggestedMs(agent, action, environment.checkLevel);
  return timeoutMs - Math.min(5_000, Math.max(timeoutMs / 10, Math.min(1_000, timeoutMs / 2)));
}

function suggestedMs(agent: AgentDeclaration, action: string, checkLevel: number): number {
  const declared = agent.actions[action];
  const fitting = declared?.deeper?.findLast(({ depth }) => depth <= checkLevel) ?? declared;
  return (fitting?.timeoutSeconds ?? 20) * 1_000;
}
