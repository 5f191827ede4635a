import type { EvacuationRecord } from "../record/record.ts";

/** How it ended, in one sentence for a person. */
export function summaryOf({ host, moves, shutdowns, left }: EvacuationRecord): string {
  const moved = moves.filter(({ outcome }) => outcome === "done").length;
  const stopped = shutdowns.filter(({ outcome }) => outcome === "done").length;
  const deeds = [
    ...(moved > 0 ? [`${moved} moved`] : []),
    ...(stopped > 0 ? [`${stopped} shut down`] : []),
    ...(left.length > 0 ? [`${left.length} left: ${left.map(({ guest }) => guest).join(", ")}`] : []),
  ];
  if (left.length > 0) return `${host} is not empty: ${deeds.join(", ")}.`;
  return deeds.length === 0
    ? `${host} is empty: there was no guest.`
    : `${host} is empty: ${deeds.join(", ")}.`;
}
