import { flag, text } from "../../lib/ocf/parameter.ts";

/** What may be a configuration's path: xl takes an argument with = for a setting, and xm runs it between quotes. */
export const configPath = {
  allows: (path: string) => /^\/[A-Za-z0-9_+.,:@%/-]+$/.test(path),
  accepts: "an absolute path in letters, digits and _ + . , : @ % / -, such as /etc/xen/nfs1.cfg",
};

const accepted = "Accepted so that resources written for ocf:heartbeat:Xen carry over.";

/** The parameters of ocf:heartbeat:Xen that have another name here, or that change nothing. */
export const carriedOver = {
  xmfile: text({
    name: "xmfile",
    ...configPath,
    shortdesc: "Another name for config",
    longdesc: `${accepted} Means the same as config; if both are set, they must be equal.`,
  }),
  stockReservedDom0Memory: text({
    name: "reserved_Dom0_memory",
    allows: (text) => /^\d{1,8}$/.test(text),
    accepts: "a whole number of MiB",
    shortdesc: "Changes nothing; see reserved_dom0_memory",
    longdesc:
      `${accepted} There it belongs to allow_mem_management, which is not done here, so it changes nothing. What ` +
      "the host keeps is set by reserved_dom0_memory.",
  }),
  allowMemManagement: flag({
    name: "allow_mem_management",
    default: false,
    shortdesc: "Changes nothing: guests keep their memory",
    longdesc:
      `${accepted} Changes nothing. If true, a start logs that it is not done: it would change the memory of every other guest on ` +
      "the node, and the guest's configuration file. Default: false.",
  }),
  nodeIpAttribute: text({
    name: "node_ip_attribute",
    allows: () => true,
    accepts: "any text",
    shortdesc: "Changes nothing; see migration_address",
    longdesc:
      `${accepted} Changes nothing. If set, a migration logs that it is not used: addresses stand in the cluster file, which is the ` +
      "same on all nodes, or in migration_address.",
  }),
  autosetUtilizationCpu: flag({
    name: "autoset_utilization_cpu",
    default: false,
    shortdesc: "Changes nothing: the resource's utilization stays as it is",
    longdesc: `${accepted} Changes nothing. If true, a start logs that it is not done: this agent never changes the cluster's configuration. Default: false.`,
  }),
  autosetUtilizationMemory: flag({
    name: "autoset_utilization_hv_memory",
    default: false,
    shortdesc: "Changes nothing: the resource's utilization stays as it is",
    longdesc: `${accepted} Changes nothing. If true, a start logs that it is not done: this agent never changes the cluster's configuration. Default: false.`,
  }),
};

type Given = {
  readonly allowMemManagement: boolean;
  readonly nodeIpAttribute: string | undefined;
  readonly autosetUtilizationCpu: boolean;
  readonly autosetUtilizationMemory: boolean;
};

/** What is set and not done, one sentence each. */
export function notDone(given: Given): readonly string[] {
  return [
    given.allowMemManagement && "allow_mem_management is not done: guests keep the memory that they have.",
    given.nodeIpAttribute !== undefined &&
      "node_ip_attribute is not used: set migration_address, or the addresses in the cluster file.",
    (given.autosetUtilizationCpu || given.autosetUtilizationMemory) &&
      "autoset_utilization_* is not done: set the resource's utilization by hand.",
  ].filter((sentence) => sentence !== false);
}
