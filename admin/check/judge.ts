import { cibFindings } from "./checks/cib.ts";
import { clockFindings } from "./checks/clocks.ts";
import { cloneFindings } from "./checks/clone.ts";
import { clusterFindings } from "./checks/cluster.ts";
import { clusterFileFindings } from "./checks/cluster-file.ts";
import { configFindings } from "./checks/configs.ts";
import { deviceFindings } from "./checks/devices.ts";
import { diskFindings } from "./checks/disks.ts";
import { fileFindings } from "./checks/files.ts";
import { journalFindings } from "./checks/journals.ts";
import { leaseFindings } from "./checks/lease.ts";
import { leftoverFindings } from "./checks/leftovers.ts";
import { lvmFindings } from "./checks/lvm.ts";
import { memoryFindings } from "./checks/memory.ts";
import { multipathFindings } from "./checks/multipath.ts";
import { nameFindings } from "./checks/names.ts";
import { onceFindings } from "./checks/once.ts";
import { orderFindings } from "./checks/order.ts";
import { reachFindings } from "./checks/reach.ts";
import { versionFindings } from "./checks/versions.ts";
import { volumeFindings } from "./checks/volumes.ts";
import type { Facts } from "./facts.ts";
import { checkNames, type Finding } from "./finding.ts";
import { answered } from "./quick-facts.ts";

/** Everything that a careful colleague would look at, in the order of checkNames; a line at least for each. Pure. */
export function allChecks(facts: Facts): readonly Finding[] {
  const overviews = answered(facts);
  const strays = new Map([...facts.hosts].map(([host, { facts: told }]) => [host, told.strayOperations]));
  return [
    ...reachFindings(facts),
    ...clusterFileFindings(facts),
    ...versionFindings(facts),
    ...clockFindings(facts),
    ...nameFindings(facts),
    ...multipathFindings(facts),
    ...deviceFindings(facts),
    ...lvmFindings(facts),
    ...volumeFindings(facts),
    ...clusterFindings(facts),
    ...cloneFindings(facts),
    ...cibFindings(facts),
    ...orderFindings(facts),
    ...leaseFindings(facts),
    ...fileFindings(facts),
    ...configFindings(facts),
    ...diskFindings(facts),
    ...onceFindings(overviews),
    ...leftoverFindings(overviews),
    ...journalFindings(overviews, strays),
    ...memoryFindings(facts),
  ].toSorted((one, other) => checkNames.indexOf(one.check) - checkNames.indexOf(other.check));
}
