import type { ClusterDescription, Guest } from "../../cluster/description/description.ts";
import type { Listing } from "../../xen/presence.ts";
import type { Toolstack } from "../../xen/toolstack.ts";
import { disksOfConfigFile } from "../disks/config-file.ts";
import { lookAtDisks } from "../disks/look-at-disks.ts";
import type { WantedDisks } from "../disks/wanted.ts";
import type { HostAnswer } from "../facts.ts";
import { activityIn } from "../guarded-run.ts";
import { intakeStore } from "../intake/intake-store.ts";
import type { Limits } from "../limits.ts";
import type { Machine } from "../machine.ts";
import type { Operation } from "../operation.ts";
import { operationStore } from "../operation-store.ts";
import { ownGlance } from "./glance.ts";
import { ownReport, type ReportOrder } from "./own-report.ts";
import { recentLooks } from "./recent-looks.ts";

export type OwnReports = {
  readonly reportOn: (guest: Guest, besides?: Besides) => Promise<HostAnswer>;
  /** For whoever has the guest's lock here, see Steps.glance. */
  readonly glanceOn: (guest: Guest) => Promise<HostAnswer>;
  /** The first of the two looks that a question about an absent guest takes, before anybody has asked. */
  readonly lookAhead: () => Promise<void>;
};

type Besides = Pick<ReportOrder, "seen" | "looked"> & {
  /** Default: what the guest's configuration here says. */
  readonly wanted?: WantedDisks | undefined;
};

/** What this host says of its guests. */
export function ownReports(
  machine: Machine,
  description: ClusterDescription,
  toolstack: Toolstack,
  limits: Limits,
): OwnReports {
  const { paths } = machine;
  const { lookMs, apartMs } = limits;
  const uses = (
    guest: string,
    wanted: WantedDisks,
    listWithDisks: Toolstack["listWithDisks"],
    patienceMs: number,
  ) =>
    lookAtDisks(
      {
        toolstack: { listWithDisks },
        ...{ proc: paths.proc, sys: paths.sys, disksOfArriving: disksOfGuest(description) },
        ...{ clock: machine.clock, patienceMs },
      },
      ...([guest, wanted, lookMs] as const),
    );
  // xl leaves a program that watches over each guest, also over one that just reboots; xm leaves none.
  const recent = recentLooks(machine.clock, toolstack.title === "xl" ? keptLooks * apartMs : 0);
  const effects = {
    ...{ toolstack, clock: machine.clock, store: operationStore(paths.operations) },
    activityOn: (operation: Operation) => activityIn(paths.locks, operation),
    processes: machine.processes,
    closed: intakeStore(paths.intake, machine.wallClockMs).read,
    recent,
    usesOf: (name: string, wanted: WantedDisks, listing: Listing | undefined) =>
      uses(name, wanted, afterwards(listing, toolstack.listWithDisks), limits.creationPatienceMs),
    usesIn: (name: string, wanted: WantedDisks, listing: Promise<Listing>) =>
      uses(name, wanted, () => listing, 0),
  };
  const orderFor = ({ name, config }: Guest, wanted = disksOfConfigFile(config, name)) => ({
    ...{ guest: name, configPath: config, wanted, lookMs, apartMs },
  });
  return {
    reportOn: (guest, { wanted, ...besides } = {}) =>
      ownReport(effects, { ...orderFor(guest, wanted), ...besides }),
    glanceOn: (guest) => ownGlance(effects, orderFor(guest)),
    lookAhead: async () => {
      await recent.look(() => toolstack.bothLists(lookMs));
    },
  };
}

/** For so many times the time between two looks, one of them can be the first of two. */
const keptLooks = 2;

/** The list that is there already, and only then new ones. */
function afterwards(
  first: Listing | undefined,
  list: Toolstack["listWithDisks"],
): Toolstack["listWithDisks"] {
  let given = first;
  return async (timeoutMs) => {
    const listing = given ?? (await list(timeoutMs));
    given = undefined;
    return listing;
  };
}

function disksOfGuest({ guests }: ClusterDescription): (name: string) => WantedDisks {
  return (name) => {
    const guest = guests.find((each) => each.name === name);
    if (guest === undefined) return { kind: "unknown", reason: `the cluster file does not have ${name}` };
    return disksOfConfigFile(guest.config, name);
  };
}
