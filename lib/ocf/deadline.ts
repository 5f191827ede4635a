import type { AgentDeclaration } from "./agent.ts";
import type { Environment } from "./environment.ts";

/**
 * Milliseconds that an action may use: the cluster manager's time-out, else the one that the metadata suggests for
 * this depth, less what is kept for stopping children and telling why. That is a tenth, but at least 1 s and at most
 * 5 s, and never more than half.
 */
export function deadlineMs(agent: AgentDeclaration, action: string, environment: Environment): number {
  const timeoutMs =
    environment.timeoutMs || suggestedMs(agent, action, Number(environment.checkLevelText) || 0);
  const reserveMs = Math.min(5_000, Math.max(1_000, timeoutMs / 10));
  return timeoutMs - Math.min(reserveMs, timeoutMs / 2);
}

function suggestedMs(agent: AgentDeclaration, action: string, checkLevel: number): number {
  const declared = agent.actions[action];
  const fitting = declared?.deeper?.findLast(({ depth }) => depth <= checkLevel) ?? declared;
  return (fitting?.timeoutSeconds ?? 20) * 1_000;
}
