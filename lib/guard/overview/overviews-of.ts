import type { ClusterDescription } from "../../cluster/description/description.ts";
import type { Toolstack } from "../../xen/toolstack.ts";
import { activityIn } from "../guarded-run.ts";
import { intakeStore } from "../intake/intake-store.ts";
import type { Limits } from "../limits.ts";
import type { Machine } from "../machine.ts";
import { operationStore } from "../operation-store.ts";
import { leaseText, peersOf } from "../peers/cluster-peers.ts";
import { askForOverviews } from "../peers/peers.ts";
import { callerOf } from "../peers/ssh.ts";
import { staysOf } from "../stay/stays-of.ts";
import type { OverviewQuestion } from "../wire/overview-exchange.ts";
import type { HostDetails } from "./details.ts";
import type { HostOverview, OverviewAnswer } from "./overview.ts";
import { ownOverview } from "./own-overview.ts";

export type Overviews = {
  /**
   * Of this host, by one look.
   * @param xensan the version that is installed here
   */
  readonly overview: (xensan: string, besides?: Besides) => Promise<HostOverview>;
  /** Of other hosts, in the cluster file's order; all are asked at once. @param hosts default: every other one */
  readonly othersOverviews: (
    timeoutMs: number,
    hosts?: readonly string[],
    besides?: Pick<OverviewQuestion, "memory" | "details">,
  ) => Promise<ReadonlyMap<string, OverviewAnswer>>;
};

/** What is wanted besides the guests. */
export type Besides = {
  readonly memory?: boolean | undefined;
  /** ownDetails: agents do without it. */
  readonly details?: TellDetails | undefined;
};

type TellDetails = (machine: Machine, lookMs: number) => Promise<HostDetails>;

export function overviewsOf(
  machine: Machine,
  description: ClusterDescription,
  toolstack: Toolstack,
  { lookMs }: Limits,
): Overviews {
  const { hostName: here, newId, paths, wallClockMs } = machine;
  return {
    overview: async (xensan, { memory = false, details } = {}) =>
      ownOverview(
        {
          ...{ toolstack, store: operationStore(paths.operations), stays: staysOf(machine) },
          activityOn: (operation) => activityIn(paths.locks, operation),
          closed: intakeStore(paths.intake, wallClockMs).read,
          lease: await machine.openLease(description, toolstack.title),
          ...(details === undefined ? {} : { details: (ms: number) => details(machine, ms) }),
        },
        { xensan, guests: description.guests.map(({ name }) => name), memory, lookMs },
      ),
    othersOverviews: (timeoutMs, hosts, besides = {}) =>
      askForOverviews(
        { call: callerOf(machine), newId },
        peersOf(here, description).filter(({ name }) => hosts?.includes(name) ?? true),
        {
          ...{ from: here, lease: leaseText(description), ...besides },
          hosts: description.nodes.map(({ name }) => name),
        },
        timeoutMs,
      ),
  };
}
