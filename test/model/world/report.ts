import type { DiskUses, HostReport } from "../../../lib/guard/facts.ts";
import type { OpenOperation } from "../../../lib/guard/operation.ts";
import type { Presence } from "../../../lib/xen/presence.ts";
import { domainsOf, isKnownName, isWatched, look, lookAgain } from "./domains.ts";
import { busyOn } from "./migration.ts";
import { type Guest, type Host, roomOf, type World } from "./world.ts";

/**
 * A host's report of a guest takes six moments, in the order of ownReport(): what is open, what is at work, two looks and the
 * disks' users, what is at work, what is open. In another order it would lie: of a start that ends in between, neither
 * its operation nor its domain would be seen.
 */
export type ReportTask = {
  readonly host: Host;
  readonly guest: Guest;
  /** A glance: an absence is seen once. */
  readonly once: boolean;
  moment: number;
  open: OpenOperation | undefined;
  busy: readonly string[];
  isWatched: boolean;
  presence: Presence;
  uses: DiskUses;
};

export function beginReport(host: Host, guest: Guest, once = false): ReportTask {
  return {
    host,
    guest,
    once,
    moment: 0,
    open: undefined,
    busy: [],
    isWatched: false,
    presence: { kind: "absent" },
    uses: { kind: "known", uses: [] },
  };
}

/** The report, when its last moment has come. */
export function goOnWithReport(world: World, task: ReportTask): HostReport | undefined {
  const { host, guest } = task;
  task.moment += 1;
  switch (task.moment) {
    case 1:
    case 6:
      task.open ??= openOn(host, guest);
      break;
    case 2:
    case 5:
      task.busy = [...new Set([...task.busy, ...busyOn(world, host, guest)])];
      task.isWatched ||= isWatched(host, guest);
      break;
    case 3:
      task.presence = look(host, guest);
      break;
    case 4:
      if (task.presence.kind === "absent" && !task.once) task.presence = lookAgain(world, host, guest);
      task.uses = usesOn(host, guest);
      break;
  }
  if (task.moment < 6) return undefined;
  const { presence, uses, open } = task;
  const creator = `xl create, which watches over ${guest.name}, (pid 700)`;
  const busy = presence.kind === "absent" && task.isWatched ? [...task.busy, creator] : task.busy;
  return { presence, uses, open, busy, closed: host.closed?.closure };
}

function openOn(host: Host, guest: Guest): OpenOperation | undefined {
  const { open, lock } = roomOf(host, guest);
  return open === undefined ? undefined : { operation: open, active: lock !== undefined };
}

/** Who else has the guest's disk: dom0 itself, or a domain under a name that is not the guest's. */
function usesOn(host: Host, guest: Guest): DiskUses {
  if (host.toolsHang) return { kind: "unknown", reason: "the toolstack does not answer" };
  const disk = `/dev/evms/san2/${guest.name}`;
  const users = domainsOf(host, guest)
    .filter((domain) => !isKnownName(domain))
    .map((domain) => `domain ${domain.name}`);
  if (roomOf(host, guest).mounted) users.push("a mount on /mnt");
  return {
    kind: "known",
    uses: users.map((user) => ({ disk, wanted: "write", user, access: "write" })),
  };
}
