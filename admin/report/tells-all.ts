import type { HostAnswer } from "../../lib/guard/facts.ts";
import type { HostOverview } from "../../lib/guard/overview/overview.ts";

/** Whether nothing of what a host was asked about a guest is unknown. */
export function tellsAll(answer: HostAnswer): boolean {
  if (answer.kind === "silent") return false;
  const { presence, uses } = answer.report;
  return presence.kind !== "unknown" && uses.kind === "known";
}

/** The same of a host and all its guests. */
export function overviewTellsAll({ guests, others, memory }: HostOverview): boolean {
  return (
    others.kind === "known" &&
    memory.kind === "known" &&
    guests.every(
      ({ presence, open, lease }) =>
        presence.kind !== "unknown" && open.kind !== "unreadable" && lease.kind !== "unknown",
    )
  );
}
