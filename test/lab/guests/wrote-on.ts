import type { GuestLab } from "../../support/guests/guest-lab.ts";
import type { Stay } from "../../support/guests/records.ts";

/**
 * Waits until a guest's disk tells of its domains on these hosts, in this order and no others: a guest that has just arrived runs
 * before it writes. @throws Error with the hosts that it wrote on
 */
export async function wroteOn(
  lab: GuestLab,
  guest: string,
  hosts: readonly string[],
  which: Which = "in all",
): Promise<void> {
  await lab.until(
    `${guest} wrote on ${hosts.join(", ")} ${which}`,
    async () => {
      const seen = chosen((await lab.records(guest)).stays, which, hosts.length).map(({ host }) => host);
      return seen.join() === hosts.join() || `it wrote on ${seen.join(", ")}`;
    },
    { timeoutMs: 30_000 },
  );
}

/** Of a guest's stays: all, those since it was booted last, or of those as many of the last as are asked for. */
type Which = "in all" | "since its last boot" | "lately";

function chosen(stays: readonly Stay[], which: Which, count: number): readonly Stay[] {
  if (which === "in all") return stays;
  const sinceBoot = stays.filter(({ boot }) => boot === stays.at(-1)?.boot);
  return which === "lately" ? sinceBoot.slice(-count) : sinceBoot;
}

/** It was moved and not started anew: its disk tells of one boot of the guest on these hosts. */
export async function movedOn(lab: GuestLab, guest: string, hosts: readonly string[]): Promise<void> {
  await wroteOn(lab, guest, hosts);
  await wroteOn(lab, guest, hosts, "since its last boot");
}
