import type { ClusterDescription, Guest } from "../cluster/description/description.ts";
import { belongsTo } from "../xen/domain.ts";
import type { Listing } from "../xen/presence.ts";
import type { Toolstack, Transport } from "../xen/toolstack.ts";
import { xl } from "../xen/xl.ts";
import { xm } from "../xen/xm.ts";
import { disksOfConfigFile } from "./disks/config-file.ts";
import { type WantedDisks, withAttached } from "./disks/wanted.ts";
import type { GuardEffects } from "./effects.ts";
import type { Standing } from "./facts.ts";
import type { Limits } from "./limits.ts";
import { defaultLimits } from "./limits.ts";
import type { Machine } from "./machine.ts";
import { operationStore } from "./operation-store.ts";
import { type Overviews, overviewsOf } from "./overview/overviews-of.ts";
import { leaseText, peersOf } from "./peers/cluster-peers.ts";
import { askEveryone } from "./peers/peers.ts";
import type { Standpoint } from "./peers/respond.ts";
import { callerOf } from "./peers/ssh.ts";
import { teller } from "./peers/teller.ts";
import { type OwnReports, ownReports } from "./report/own-reports.ts";
import { staysOf } from "./stay/stays-of.ts";
import { within } from "./within.ts";

/** This host with its cluster file: all that a guarded command needs. */
export type ThisHost = Overviews &
  OwnReports & {
    readonly here: string;
    readonly description: ClusterDescription;
    readonly standpoint: Standpoint;
    /** @param confirmedDead hosts of which the administrator says that they are dead */
    readonly effectsFor: (guest: Guest, confirmedDead?: readonly string[]) => Promise<GuardEffects>;
  };

/** The real effects of the guard, as the cluster file describes the cluster. Nothing is asked or changed by it. */
export function thisHost(
  machine: Machine,
  description: ClusterDescription,
  limits: Limits = defaultLimits,
): ThisHost {
  const { hostName: here } = machine;
  const toolstack = toolstackOf(machine, description);
  const reports = ownReports(machine, description, toolstack, limits);
  return {
    here,
    description,
    standpoint: {
      here,
      hosts: description.nodes.map(({ name }) => name),
      guests: description.guests.map(({ name }) => name),
      lease: leaseText(description),
    },
    ...reports,
    ...overviewsOf(machine, description, toolstack, limits),
    effectsFor: (guest, confirmedDead = []) =>
      effectsFor(machine, limits, description, toolstack, guest, confirmedDead, reports),
  };
}

async function effectsFor(
  machine: Machine,
  limits: Limits,
  description: ClusterDescription,
  toolstack: Toolstack,
  subject: Guest,
  confirmedDead: readonly string[],
  { reportOn, glanceOn }: OwnReports,
): Promise<GuardEffects> {
  const { name: guest, config } = subject;
  const { hostName: here, clock, newId, paths } = machine;
  const hosts = description.nodes.map(({ name }) => name);
  const peers = peersOf(here, description);
  const topic = { from: here, guest, lease: leaseText(description), hosts };
  const peerEffects = { call: callerOf(machine), newId };
  return {
    ...{ guest, here, hosts, configPath: config, confirmedDead, toolstack, clock, limits },
    report: (seen, looked) => reportOn(subject, { seen, looked }),
    glance: () => glanceOn(subject),
    lease: await machine.openLease(description, toolstack.title),
    store: operationStore(paths.operations),
    askOthers: async (timeoutMs, listing) => {
      const { lookMs } = limits;
      const listed =
        listing === undefined
          ? await toolstack.listWithDisks(lookMs)
          : await within(clock, lookMs, listing, () => undefined);
      const disks = listed === undefined ? undefined : disksIn(listed, guest, config);
      // What a document cannot carry as it is would ask about another path; then the others go by their own configuration.
      const known = disks?.kind === "known" && disks.disks.every(isPlain) ? disks.disks : undefined;
      return askEveryone(peerEffects, peers, { ...topic, disks: known }, timeoutMs - lookMs);
    },
    ...teller(machine, peers, topic),
    migrationAddress: (host) => description.nodes.find(({ name }) => name === host)?.addresses.migration,
    noteStay: (domid, by) => {
      try {
        staysOf(machine).note(guest, domid, by);
      } catch {
        // A table says "unknown" then; the guest runs all the same.
      }
    },
    transportTo: (host) => transportTo(description, host),
    membership: async () => standings(machine, description, hosts),
  };
}

function isPlain({ target }: { readonly target: string }): boolean {
  return !/\p{Cc}/u.test(target);
}

/** What a guest is to have by its configuration, and what it has here besides: the others are asked about both. */
function disksIn(listing: Listing, guest: string, config: string): WantedDisks {
  if (listing.kind === "unknown") return listing;
  const own = listing.domains.filter(({ name }) => belongsTo(guest, name));
  return withAttached(disksOfConfigFile(config, guest), own);
}

function transportTo({ nodes, migration, migrationCipher }: ClusterDescription, host: string): Transport {
  const sshAddress = nodes.find(({ name }) => name === host)?.addresses.ssh;
  if (migration === "plain" && sshAddress !== undefined) return { kind: "plain", sshAddress };
  return migrationCipher === undefined ? { kind: "ssh" } : { kind: "ssh", cipher: migrationCipher };
}

async function standings(
  { hostName: self, run }: Machine,
  { dialect }: ClusterDescription,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const { readMembership } = await import("../cluster/membership/read-membership.ts");
  const membership = await readMembership(run, dialect, { self, nodes });
  return new Map([...membership.nodes].map(([name, { kind }]) => [name, kind]));
}

/** Which of the two this host works with. */
export function titleOf(
  { isInstalled }: Pick<Machine, "isInstalled">,
  { toolstack }: ClusterDescription,
): Toolstack["title"] {
  const isOld = toolstack === "auto" && !isInstalled("xl") && isInstalled("xm");
  return isOld || toolstack === "xm" ? "xm" : "xl";
}

/** Of this host, by the cluster file or by what is installed. */
export function toolstackOf(machine: Machine, description: ClusterDescription): Toolstack {
  const { run, clock } = machine;
  return titleOf(machine, description) === "xm" ? xm(run, clock) : xl(run, clock);
}
