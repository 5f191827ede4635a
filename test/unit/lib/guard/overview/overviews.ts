import type { GuestOverview, HostOverview } from "../../../../../lib/guard/overview/overview.ts";
import type { Domain } from "../../../../../lib/xen/domain.ts";

export const gigabyte = { kind: "known", totalMiB: 4_096, freeMiB: 1_024, controlMiB: 640 } as const;

/** Of a guest that is not there, and of which nothing is known besides. */
export function absentGuest(guest: string, more: Partial<GuestOverview> = {}): GuestOverview {
  return {
    ...{ guest, presence: { kind: "absent" }, open: { kind: "none" }, lease: { kind: "none" } },
    ...{ since: undefined, ...more },
  };
}

export function runningGuest(
  guest: string,
  more: Partial<GuestOverview> & Partial<Pick<Domain, "state" | "domid" | "memoryMiB">> = {},
): GuestOverview {
  const { state = "blocked", domid = 5, memoryMiB = 512, ...rest } = more;
  const domain: Domain = { domid, name: guest, state, memoryMiB, vcpus: 1 };
  return absentGuest(guest, {
    presence: { kind: "running", domains: [{ domain, role: "itself" }] },
    ...rest,
  });
}

export function overviewWith(
  guests: readonly GuestOverview[],
  more: Partial<HostOverview> = {},
): HostOverview {
  const others = { kind: "known", domains: [] } as const;
  return {
    xensan: "0.1.0",
    toolstack: "xl",
    guests,
    others,
    memory: gigabyte,
    closed: undefined,
    details: undefined,
    ...more,
  };
}
