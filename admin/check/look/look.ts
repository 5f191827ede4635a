import type { ClusterDescription } from "../../../lib/cluster/description/description.ts";
import { defaultEvacuation } from "../../../lib/cluster/description/description.ts";
import { defaultLimits } from "../../../lib/guard/limits.ts";
import type { Machine } from "../../../lib/guard/machine.ts";
import { thisHost, titleOf } from "../../../lib/guard/this-host.ts";
import { xl } from "../../../lib/xen/xl.ts";
import { xm } from "../../../lib/xen/xm.ts";
import { version } from "../../version.ts";
import { bootFindings } from "../order/judge.ts";
import { lookAtOrder } from "../order/look.ts";
import { settingsFindings } from "../order/settings.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { Question } from "../wire/question.ts";
import { lookAtClock } from "./clock.ts";
import { lookAtConfigs } from "./configs.ts";
import { lookAtDevices } from "./devices.ts";
import { lookAtClusterFile, lookAtFiles } from "./files.ts";
import { lookAtLease } from "./lease.ts";
import { lookAtMembership } from "./membership.ts";
import { lookAtMultipath } from "./multipath.ts";
import { lookAtNames } from "./names.ts";
import { lookAtPhysical } from "./physical.ts";
import { lookAtReach } from "./reach.ts";
import { lookForStrays } from "./stray.ts";
import type { LookEffects } from "./tool.ts";
import { lookAtVersions } from "./versions.ts";
import { lookAtVolumes } from "./volumes.ts";

/**
 * Everything about this host that a check goes by, all of it at once. Nothing is changed, and nothing but ssh to the other
 * hosts leaves it. Never throws for what a host may be like: what cannot be told is told as such.
 *
 * @param beganMs wall clock of this host when it was asked
 */
export async function lookAtHost(
  machine: Machine,
  question: Question,
  clusterFile: string,
  beganMs: number,
): Promise<HostFacts> {
  const { run, clock, isInstalled, paths, wallClockMs } = machine;
  const { toolMs } = question;
  const effects: LookEffects = { run, isInstalled, root: "", toolMs };
  const description = describedBy(question);
  const promised = {
    evacuationSeconds: question.evacuationSeconds,
    hasLeases: description.lease.kind !== "none",
  };
  const title = titleOf(machine, description);
  const toolstack = title === "xm" ? xm(run, clock) : xl(run, clock);
  const configs = lookAtConfigs(question);
  const devices = lookAtDevices(pathsIn(question, configs), paths.sys);
  const [overview, clockFacts, versions, multipath, physical, volumes, membership, lease, reach, order] =
    await Promise.all([
      thisHost(machine, description, { ...defaultLimits, lookMs: toolMs }).overview(version, {
        memory: true,
      }),
      lookAtClock(effects),
      lookAtVersions(effects, toolstack),
      lookAtMultipath(effects),
      lookAtPhysical(effects),
      lookAtVolumes(effects),
      lookAtMembership(run, question),
      lookAtLease(machine, description, title, toolMs),
      lookAtReach({ run, clock, toolstack: title }, question),
      lookAtOrder({ run, root: "", timeoutMs: toolMs }, promised),
    ]);
  return {
    ...{
      overview,
      beganMs,
      clock: clockFacts,
      versions,
      multipath,
      physical,
      volumes,
      membership,
      lease,
      reach,
    },
    ...{ configs, devices },
    clusterFile: lookAtClusterFile(clusterFile),
    names: lookAtNames("", question),
    order: order.boot.kind === "unknown" ? order.boot : told(bootFindings(order.boot, promised)),
    xendomains: order.settings.kind === "unknown" ? order.settings : told(settingsFindings(order.settings)),
    strayOperations: lookForStrays(paths.operations, question),
    files: lookAtFiles("/", question),
    endedMs: wallClockMs(),
  };
}

function told(sentences: readonly string[]): HostFacts["order"] {
  return { kind: "told", sentences };
}

/** As much of a cluster file as the guard's own look needs. */
function describedBy(question: Question): ClusterDescription {
  const { nodes, guests, lease, toolstack, dialect } = question;
  return {
    nodes: nodes.map(({ name, leaseId, cluster, ssh, migration }) => ({
      ...{ name, addresses: { cluster, ssh, migration } },
      ...(leaseId === undefined ? {} : { leaseId }),
    })),
    ...{ toolstack, dialect, provider: "xensan", migration: "ssh", evacuation: defaultEvacuation },
    lease: lease === "none" ? { kind: "none" } : { kind: "volume", path: lease },
    guests: guests.map((guest) => ({ ...guest, priority: 0, pins: [] })),
  };
}

function pathsIn({ lease, aliases }: Question, configs: HostFacts["configs"]): readonly string[] {
  const disks = configs.flatMap(({ content }) =>
    content.kind === "read" && content.disks.kind === "known" ? content.disks.disks : [],
  );
  const targets = disks.map(({ target }) => target).filter((target) => target.startsWith("/dev/"));
  return [
    ...(lease.startsWith("/dev/") ? [lease] : []),
    ...aliases.map((alias) => `/dev/mapper/${alias}`),
    ...targets,
  ];
}
