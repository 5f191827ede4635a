import type { HostOverview } from "../../lib/guard/overview/overview.ts";

/** Why a host cannot say which domains or guests it has, one clause; undefined: it can. */
export function whyUnseen({ guests, others }: HostOverview): string | undefined {
  if (others.kind === "unknown") return others.reason;
  for (const { presence } of guests) if (presence.kind === "unknown") return presence.reason;
  return undefined;
}
