import type { DiskUse, HostAnswer, HostReport, LeaseFacts, Survey } from "../../../../lib/guard/facts.ts";
import type { Holding, LeaseView, SignOfLife } from "../../../../lib/guard/lease.ts";
import type { Operation } from "../../../../lib/guard/operation.ts";
import type { Domain, DomainRole, DomainState } from "../../../../lib/xen/domain.ts";
import type { Presence } from "../../../../lib/xen/presence.ts";

export const absent: Presence = { kind: "absent" };

/** nfs1 on some host; by default it runs under its own name. */
export function present(
  state: DomainState = "running",
  { role = "itself", domid = 5 }: { readonly role?: DomainRole; readonly domid?: number } = {},
): Presence {
  const names = { itself: "nfs1", arriving: "nfs1--incoming", left: "nfs1--migratedaway" } as const;
  const name = role === "leaving" || role === "zombie" ? "migrating-nfs1" : names[role];
  const domain: Domain = { domid, name, state, memoryMiB: 128, vcpus: 1 };
  return { kind: "running", domains: [{ domain, role }] };
}

export function says(report: Partial<HostReport> = {}): HostAnswer {
  return {
    kind: "answered",
    report: {
      presence: absent,
      uses: { kind: "known", uses: [] },
      open: undefined,
      busy: [],
      closed: undefined,
      ...report,
    },
  };
}

export function silent(reason = "connection timed out"): HostAnswer {
  return { kind: "silent", reason };
}

export function uses(...list: readonly DiskUse[]): HostAnswer {
  return says({ uses: { kind: "known", uses: list } });
}

export function busyWith(operation: Operation, active = false): HostAnswer {
  return says({ open: { operation, active } });
}

export function leaseFacts(
  view: LeaseView = { kind: "free", version: 4, lastOwner: "host1" },
  holding: Holding = { kind: "not-held" },
  signs: Readonly<Record<string, SignOfLife>> = {},
): LeaseFacts {
  return { kind: "volume", view, holding, signsOfLife: new Map(Object.entries(signs)) };
}

/** nfs1 on host1, host2 and host3, asked from host1; everybody answers and has nothing of it. */
export function survey(
  changes: {
    readonly answers?: Readonly<Record<string, HostAnswer>>;
    readonly membership?: Survey["membership"];
    readonly confirmedDead?: readonly string[];
    readonly lease?: LeaseFacts;
    readonly here?: string;
  } = {},
): Survey {
  const hosts = ["host1", "host2", "host3"];
  return {
    guest: "nfs1",
    here: changes.here ?? "host1",
    answers: new Map(hosts.map((host) => [host, changes.answers?.[host] ?? says()])),
    membership: changes.membership ?? new Map(hosts.map((host) => [host, "member"])),
    confirmedDead: changes.confirmedDead ?? [],
    lease: changes.lease ?? { kind: "none" },
  };
}
